package understudy.factor.webauthn.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * The curve P-256 (FIPS 186-4 D.1.2.3), for the one thing the JDK has no call for: the public point of a private key. Not in constant
 * time, and need not be: whose keys these are, the lab tells anyway.
 */
final class P256 {

    static final ECParameterSpec SPEC = spec();

    private static final BigInteger PRIME = ((ECFieldFp) SPEC.getCurve().getField()).getP();
    private static final BigInteger TWO = BigInteger.valueOf(2);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private P256() {}

    /** @param scalar from 1 to the curve's order, exclusive */
    static ECPoint publicPoint(BigInteger scalar) {
        ECPoint point = ECPoint.POINT_INFINITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            point = sum(point, point);
            if (scalar.testBit(bit)) {
                point = sum(point, SPEC.getGenerator());
            }
        }
        return point;
    }

    private static ECPoint sum(ECPoint one, ECPoint other) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return other;
        } else if (other.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        BigInteger slope = one.equals(other) ? tangent(one) : secant(one, other);
        BigInteger x = slope.pow(2)
                .subtract(one.getAffineX())
                .subtract(other.getAffineX())
                .mod(PRIME);
        BigInteger y = slope.multiply(one.getAffineX().subtract(x))
                .subtract(one.getAffineY())
                .mod(PRIME);
        return new ECPoint(x, y);
    }

    private static BigInteger tangent(ECPoint at) {
        BigInteger rise =
                THREE.multiply(at.getAffineX().pow(2)).add(SPEC.getCurve().getA());
        return rise.multiply(TWO.multiply(at.getAffineY()).modInverse(PRIME)).mod(PRIME);
    }

    /** Through points of different x: multiplying a scalar below the order from the top bit on never meets a point's negative. */
    private static BigInteger secant(ECPoint one, ECPoint other) {
        BigInteger run = other.getAffineX().subtract(one.getAffineX());
        return other.getAffineY()
                .subtract(one.getAffineY())
                .multiply(run.modInverse(PRIME))
                .mod(PRIME);
    }

    private static ECParameterSpec spec() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
