"""A bank's API. Whoever is logged in may look. Who moves much money, or changes how it is moved, has to have shown a
second factor: the access token's `amr` says which.

So does Auth0's MFA guide, and so does Understudy's default profile. A live tenant never puts `amr` into an access
token (`--profile tenant` plays that), and an Action cannot add a claim of that name. There, let a post-login Action
say it in a claim of your own, and read that one in `require_amr`:

    const amr = (event.authentication?.methods ?? []).flatMap(({ name, type }) => (type ? [name, type] : [name]));
    api.accessToken.setCustomClaim('https://api.example.test/amr', amr);
"""

import math
import os
from functools import wraps

import jwt
from flask import Flask, abort, g, jsonify, make_response, request

ISSUER_BASE_URL = os.environ["ISSUER_BASE_URL"]
AUDIENCE = os.environ["AUDIENCE"]

MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"

app = Flask(__name__)
keys = jwt.PyJWKClient(f"{ISSUER_BASE_URL}/.well-known/jwks.json")


def refuse(status, challenge=None, **body):
    answer = make_response(jsonify(body), status)
    if challenge:
        answer.headers["WWW-Authenticate"] = challenge
    abort(answer)


@app.before_request
def require_token():
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        # To a request without a token the bare scheme is the answer (RFC 6750, section 3.1).
        refuse(401, "Bearer", error="credentials_required", error_description="Send an access token.")
    try:
        g.claims = jwt.decode(
            token,
            keys.get_signing_key_from_jwt(token),
            algorithms=["RS256"],
            audience=AUDIENCE,
            issuer=f"{ISSUER_BASE_URL}/",
        )
    except jwt.PyJWTError as failure:
        refuse(401, 'Bearer error="invalid_token"', error="invalid_token", error_description=str(failure))


def check_amr(method):
    """Lets through who has proven `method`; tells everybody else how to come back."""
    if method in g.claims.get("amr", []):
        return
    # The words of RFC 9470; its status would be 401, but to many clients that means: log in again.
    error = "insufficient_user_authentication"
    description = f"This needs {method} in the amr of the access token."
    challenge = f'Bearer error="{error}", error_description="{description}", acr_values="{MULTI_FACTOR}"'
    refuse(403, challenge, error=error, error_description=description, acr_values=MULTI_FACTOR)


def require_amr(method):
    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            check_amr(method)
            return view(*args, **kwargs)

        return guarded

    return decorate


require_mfa = require_amr("mfa")
require_totp = require_amr("otp")


def require_mfa_above(limit):
    def decorate(view):
        @wraps(view)
        def guarded(*args, **kwargs):
            if amount_asked_for() > limit:
                check_amr("mfa")
            return view(*args, **kwargs)

        return guarded

    return decorate


def amount_asked_for():
    body = request.get_json(silent=True)
    amount = body.get("amount") if isinstance(body, dict) else None
    # bool is an int in Python, and NaN is above nothing.
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not math.isfinite(amount) or amount <= 0:
        refuse(400, error="invalid_request", error_description="The amount has to be a positive number.")
    return amount


@app.get("/balance")
def balance():
    return {"owner": g.claims["sub"], "balance": 2500}


@app.post("/transfer")
@require_mfa_above(1000)
def transfer():
    return {"transferred": amount_asked_for()}


@app.post("/settings")
@require_mfa
def settings():
    return {"saved": True}


@app.post("/keys")
@require_totp
def create_key():
    return {"created": True}


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8080")))
