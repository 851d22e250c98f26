package understudy.factor;

import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A JWT as a device brought it, taken apart. Nothing in it is proven, and its header least of all: whom to believe is decided by
 * whoever knows the device.
 *
 * @param isSignedBy whether that key has signed it with RS256
 */
public record Statement(Map<String, Object> header, Map<String, Object> claims, Predicate<RSAPublicKey> isSignedBy) {}
