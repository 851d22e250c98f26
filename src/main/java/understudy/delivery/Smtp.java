package understudy.delivery;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import understudy.tenant.Tenant;

/**
 * E-mail by SMTP (RFC 5321). {@code smtps://} is TLS from the first byte; {@code smtp://} takes TLS when the server offers it, and
 * insists on it before it says a password to another machine.
 */
public final class Smtp implements Carrier {

    private static final String NAME = "smtp";
    private static final Pattern NAMED = Pattern.compile("(.*?)\\s*<([^<>]*)>\\s*");
    private static final int USUAL_PORT = 587;
    private static final int USUAL_TLS_PORT = 465;

    private final Server server;
    private final String from;
    private final Duration limit;

    /** @param password with {@code user}, or neither */
    public record Server(boolean isTls, String host, int port, Optional<String> user, Optional<String> password) {

        /** @param url {@code smtp://user:password@host:port} or {@code smtps://…}, already checked */
        public static Server of(URI url) {
            boolean isTls = "smtps".equals(url.getScheme());
            List<String> login = Optional.ofNullable(url.getRawUserInfo()).stream()
                    .flatMap(both -> Stream.of(both.split(":", 2)))
                    .map(part -> URI.create("x:" + part)
                            .getSchemeSpecificPart()) // decoded only now: a part may hold a colon
                    .toList();
            return new Server(
                    isTls,
                    url.getHost(),
                    url.getPort() > 0 ? url.getPort() : isTls ? USUAL_TLS_PORT : USUAL_PORT,
                    login.stream().findFirst(),
                    login.stream().skip(1).findFirst());
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * @param from who sends what names no sender itself
     * @param limit for all of a mail's way, however slowly the server speaks
     */
    public Smtp(Server server, String from, Duration limit) {
        this.server = server;
        this.from = from;
        this.limit = limit;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean takes(String channel) {
        return channel.equals("email");
    }

    @Override
    public void carry(Tenant tenant, Letter letter) throws Undeliverable {
        try (Connections connections = new Connections(limit)) {
            Session session = session(server, limit, connections);
            MimeMessage mail = mail(session, letter);
            try (Transport transport = session.getTransport(server.isTls() ? "smtps" : "smtp")) {
                transport.connect(
                        server.host(),
                        server.port(),
                        server.user().orElse(null),
                        server.password().orElse(null));
                transport.sendMessage(mail, mail.getAllRecipients());
            }
        } catch (AddressException e) {
            throw Undeliverable.by(
                    NAME,
                    "the sender or the recipient is no e-mail address",
                    "give people e-mail addresses, and see what the template and --mail-from say");
        } catch (AuthenticationFailedException e) {
            throw Undeliverable.by(
                    NAME,
                    server + " does not accept the user or the password",
                    "put them right in --smtp-url; a character with a meaning in URLs is written as %XX");
        } catch (SendFailedException e) {
            throw Undeliverable.by(
                    NAME, server + " does not take mail from that sender to that recipient", "ask its log why");
        } catch (MessagingException e) {
            throw Undeliverable.by(
                    NAME,
                    server + " did not take the mail: " + cause(e),
                    "see that it runs, that --smtp-url is right and that its certificate is trusted");
        }
    }

    private MimeMessage mail(Session session, Letter letter) throws MessagingException {
        MimeMessage mail = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + letter.id() + "@understudy>");
            }
        };
        mail.setFrom(sender(letter.from().orElse(from)));
        mail.setRecipient(RecipientType.TO, address(letter.to()));
        mail.setSubject(letter.subject().orElse(""), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(letter.at()));
        mail.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's holiday notice is to answer it
        if (letter.html().isPresent()) {
            MimeMultipart both = new MimeMultipart("alternative");
            both.addBodyPart(part(letter.text(), "plain"));
            both.addBodyPart(part(letter.html().get(), "html"));
            mail.setContent(both);
        } else {
            mail.setText(letter.text(), StandardCharsets.UTF_8.name());
        }
        mail.saveChanges();
        return mail;
    }

    private static MimeBodyPart part(String text, String kind) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, StandardCharsets.UTF_8.name(), kind);
        return part;
    }

    /** {@code Acme, Inc. <no-reply@example.com>}: the name may hold what has a meaning in a header, and is quoted then. */
    private static InternetAddress sender(String text) throws MessagingException {
        Matcher named = NAMED.matcher(text);
        if (!named.matches()) {
            return address(text);
        }
        InternetAddress address = address(named.group(2));
        try {
            address.setPersonal(named.group(1).replaceAll("^\"|\"$|\\p{Cntrl}", ""), StandardCharsets.UTF_8.name());
            return address;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One address and nothing else: no second one behind a comma, no line of its own. */
    private static InternetAddress address(String text) throws AddressException {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new AddressException("a control character");
        }
        InternetAddress address = new InternetAddress(text, true);
        if (address.isGroup() || address.getAddress().indexOf('@') < 0) {
            throw new AddressException("not one mailbox");
        }
        return address;
    }

    private static Session session(Server server, Duration limit, Connections connections) {
        String protocol = server.isTls() ? "mail.smtps." : "mail.smtp.";
        String millis = String.valueOf(limit.toMillis());
        boolean needsTls = server.user().isPresent() && !isThisMachine(server.host());
        Properties properties = new Properties();
        properties.put(protocol + "auth", String.valueOf(server.user().isPresent()));
        properties.put(protocol + "starttls.enable", "true");
        properties.put(protocol + "starttls.required", String.valueOf(!server.isTls() && needsTls));
        properties.put(protocol + "ssl.checkserveridentity", "true");
        properties.put(protocol + "socketFactory", connections); // plain ones: TLS is spoken over them
        properties.put(protocol + "socketFactory.fallback", "false");
        properties.put(protocol + "connectiontimeout", millis);
        properties.put(protocol + "timeout", millis);
        properties.put(protocol + "writetimeout", millis);
        properties.put(protocol + "localhost", "localhost"); // else it looks its own name up
        properties.put(protocol + "quitwait", "false");
        properties.put("mail.mime.allowutf8", "false");
        return Session.getInstance(properties);
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || host.equals("::1");
    }

    /** Of what a server says, nothing: it may repeat what it was told. */
    private static String cause(MessagingException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
