package understudy.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNameTest {

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15, iPhone",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36, Mac",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36, Android device",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36, Chromebook",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101, Windows device",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36, Linux device",
        "curl/8.5.0, device",
        ", device"
    })
    void a_device_is_called_what_its_browser_says(String userAgent, String name) {
        assertEquals(name, DeviceName.of(userAgent));
    }
}
