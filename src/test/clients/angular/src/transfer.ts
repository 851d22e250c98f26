import { Component, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { StepUp } from './step-up';

@Component({
    selector: 'app-transfer',
    template: `
        <section>
            <h2>Transfer funds</h2>
            <button (click)="transfer()">Transfer</button>
            @if (done()) {
                <output>Transferred</output>
            }
        </section>
    `,
})
export class Transfer {
    private readonly stepUp = inject(StepUp);
    protected readonly done = signal(false);

    protected async transfer() {
        if (await firstValueFrom(this.stepUp.hasMfa$)) {
            this.done.set(true);
        } else {
            await firstValueFrom(this.stepUp.requireMfa());
        }
    }
}
