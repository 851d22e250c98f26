package understudy.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Ends a connection without another word: whoever asked learns nothing, not even a status. */
public final class Hangup {

    private Hangup() {}

    public static void on(Context http) {
        ServletContextRequest.getServletContextRequest(http.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
