package understudy.factor.webauthn.key;

import java.util.Locale;

/** How an authenticator is reached. */
public enum Transport {
    USB,
    NFC,
    BLE,
    HYBRID,
    INTERNAL;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code platform} for what is built into the device, else {@code cross-platform}. */
    String attachment() {
        return this == INTERNAL ? "platform" : "cross-platform";
    }
}
