import { inject, Injectable } from '@angular/core';
import { AuthService } from '@auth0/auth0-angular';
import { map } from 'rxjs';

const MULTI_FACTOR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** Step-up as a service: has a second factor been shown, and if not, the way to show one and come back. */
@Injectable({ providedIn: 'root' })
export class StepUp {
    private readonly auth = inject(AuthService);

    readonly hasMfa$ = this.auth.idTokenClaims$.pipe(map((claims) => claims?.['amr']?.includes('mfa') ?? false));

    requireMfa() {
        return this.auth.loginWithRedirect({ authorizationParams: { acr_values: MULTI_FACTOR } });
    }
}
