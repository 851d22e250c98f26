import { AsyncPipe } from '@angular/common';
import { Component, inject } from '@angular/core';
import { AuthService } from '@auth0/auth0-angular';
import { MfaStatus } from './mfa-status';
import { Transfer } from './transfer';

@Component({
    selector: 'app-bank',
    imports: [AsyncPipe, MfaStatus, Transfer],
    template: `
        <h1>A bank in Angular</h1>
        @if (auth.error$ | async; as error) {
            <p role="alert">{{ error.message }}</p>
        }
        @if (auth.isLoading$ | async) {
            <p>One moment…</p>
        } @else if (auth.user$ | async; as user) {
            <p>Logged in as {{ user.email }}</p>
            <app-mfa-status />
            <app-transfer />
            <nav>
                <button (click)="leave()">Log out</button>
            </nav>
        } @else {
            <button (click)="auth.loginWithRedirect()">Log in</button>
        }
    `,
})
export class Bank {
    protected readonly auth = inject(AuthService);

    protected leave() {
        this.auth.logout({ logoutParams: { returnTo: window.location.origin } });
    }
}
