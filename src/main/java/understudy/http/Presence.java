package understudy.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Whether somebody who waits for an answer is still there. Nobody reads from the connection meanwhile, so that the end of it would
 * be noticed only after the answer was written.
 */
public final class Presence {

    private static final int LOOKED_AT = 512;

    private final Connection connection;
    private boolean talks; // has sent more already, which is to be read only once this is answered

    private Presence(Connection connection) {
        this.connection = connection;
    }

    public static Presence of(Context http) {
        return new Presence(ServletContextRequest.getServletContextRequest(http.req())
                .getConnectionMetaData()
                .getConnection());
    }

    /** To be asked only while the answer is not yet begun: from then on the connection reads for itself. */
    public boolean isGone() {
        if (talks) {
            return false;
        }
        EndPoint end = connection.getEndPoint();
        ByteBuffer ahead = ByteBuffer.allocate(LOOKED_AT).flip(); // as Jetty fills them: what is in it is to be read
        try {
            if (!end.isOpen() || end.fill(ahead) < 0) {
                return true;
            }
        } catch (IOException e) {
            return true;
        }
        if (ahead.hasRemaining() && connection instanceof Connection.UpgradeTo reader) {
            talks = true;
            reader.onUpgradeTo(ahead); // the next request, sent ahead
        }
        return false;
    }
}
