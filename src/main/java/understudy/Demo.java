package understudy;
import java.io.PrintWriter; import java.net.URI; import java.util.Optional;
final class Demo { static int run(Optional<URI> url, PrintWriter out) { return 1; } }
