import { AsyncPipe } from '@angular/common';
import { Component, inject } from '@angular/core';
import { AuthService } from '@auth0/auth0-angular';
import { firstValueFrom } from 'rxjs';

@Component({
    selector: 'app-mfa-status',
    imports: [AsyncPipe],
    template: `
        <section>
            <h2>How you logged in</h2>
            @if (auth.idTokenClaims$ | async; as claims) {
                <dl>
                    @for (name of names; track name) {
                        <dt>{{ name }}</dt>
                        <dd [attr.data-claim]="name">{{ text(claims[name]) }}</dd>
                    }
                </dl>
            }
            <button (click)="renew()">Renew silently</button>
        </section>
    `,
})
export class MfaStatus {
    protected readonly auth = inject(AuthService);
    protected readonly names = ['amr', 'acr', 'auth_time', 'iat'];

    protected text(claim: unknown) {
        return JSON.stringify(claim) ?? 'absent';
    }

    protected renew() {
        return firstValueFrom(this.auth.getAccessTokenSilently({ cacheMode: 'off' }));
    }
}
