package understudy.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import understudy.base.World;

/** The thread several requests hang on in the timeline: each begins one of its own, and may turn out to continue another. */
public final class Flow {

    private static final String ATTRIBUTE = "understudy.flow";

    private Flow() {}

    public static void begins(Context http, World world) {
        http.attribute(ATTRIBUTE, world.token(15));
    }

    public static void continues(Context http, String flow) {
        http.attribute(ATTRIBUTE, flow);
    }

    public static String of(Context http) {
        @Nullable String flow = http.attribute(ATTRIBUTE);
        return flow == null ? "" : flow;
    }
}
