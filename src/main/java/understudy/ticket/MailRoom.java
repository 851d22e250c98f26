package understudy.ticket;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails and text messages behind the back of whoever asked for them, so that an answer comes as soon whether there was one to send
 * or not. What does not fit into its queue is not sent.
 */
public final class MailRoom implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MailRoom.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 1_000;
    private static final int SECONDS_TO_FINISH = 5;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            MailRoom::thread,
            (mail, full) -> LOG.warn("the mail room is full: a mail was not sent"));

    public MailRoom() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable mail) {
        threads.execute(() -> {
            try {
                mail.run();
            } catch (RuntimeException e) {
                LOG.warn("a mail was not sent", e);
            }
        });
    }

    /** What is in the queue still goes out, if it goes out soon. */
    @Override
    public void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
            LOG.warn("{} mails were not sent", threads.getQueue().size());
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mail");
        thread.setDaemon(true);
        return thread;
    }
}
