package understudy.tenant;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import understudy.base.EmailSyntax;

/** The people of a connection, each known by the address or the number that codes are sent to. */
public final class Recipients {

    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+[0-9]{1,15}");
    private static final int ID_BYTES = 12; // email| and 24 hex digits

    private final Connection connection;
    private final boolean byEmail;

    private Recipients(Connection connection, boolean byEmail) {
        this.connection = connection;
        this.byEmail = byEmail;
    }

    /** @param connection one that {@link Connection#isPasswordless} */
    public static Recipients of(Connection connection) {
        return new Recipients(connection, connection.strategy().equals("email"));
    }

    /** @param connection a database, whose people may have both */
    public static Recipients of(Connection connection, boolean byEmail) {
        return new Recipients(connection, byEmail);
    }

    /** Whether they have e-mail addresses, and not phone numbers. */
    public boolean haveEmail() {
        return byEmail;
    }

    /** What the address is called, in requests and in a profile. */
    public String name() {
        return byEmail ? "email" : "phone_number";
    }

    /** The member of a profile that says whether the address is known to be theirs. */
    public String verified() {
        return byEmail ? "email_verified" : "phone_verified";
    }

    /** Whether something could be sent there (authentication-api.md §10.3). */
    public boolean isAddress(String text) {
        return byEmail
                ? EmailSyntax.isAddress(text)
                : PHONE_NUMBER.matcher(text).matches();
    }

    /** What an address looks like where it is kept and compared. */
    public String canonical(String address) {
        return byEmail ? address.toLowerCase(Locale.ROOT) : address;
    }

    /** An id for somebody new. */
    public String freshId(Tenant tenant) {
        return connection.strategy() + "|"
                + HexFormat.of().formatHex(tenant.world().bytes(ID_BYTES));
    }

    /** @param address a canonical one */
    public Optional<User> find(Handle handle, Tenant tenant, String address) {
        return byEmail
                ? Users.findByLogin(handle, tenant.name(), connection.name(), address)
                : Users.findByPhoneNumber(handle, tenant.name(), connection.name(), address);
    }

    /**
     * Somebody known who has just proven that what is sent there reaches them; empty when they are gone.
     */
    public Optional<User> welcome(Handle handle, Tenant tenant, String userId) {
        return Users.keepVerified(handle, tenant, userId, verified());
    }

    /**
     * Whoever has just proven that what is sent there reaches them: somebody new, if nobody had the address before. Of several who
     * come at once with one address one is new.
     *
     * @param wishedId of somebody new
     * @return empty when nobody has the address, and the connection takes no newcomers
     */
    public Optional<User> admit(Handle handle, Tenant tenant, String address, String wishedId) {
        Optional<User> known = find(handle, tenant, address);
        if (known.isPresent()) {
            return welcome(handle, tenant, known.get().userId());
        }
        if (!connection.isOpen()) {
            return Optional.empty();
        }
        Tenants.lock(handle, tenant.name());
        return find(handle, tenant, address).or(() -> Optional.of(join(handle, tenant, address, wishedId)));
    }

    private User join(Handle handle, Tenant tenant, String address, String wishedId) {
        boolean isTaken = Users.find(handle, tenant.name(), wishedId).isPresent(); // by who had the address before
        User newcomer = new User(
                isTaken ? freshId(tenant) : wishedId,
                connection.name(),
                Optional.empty(),
                false,
                profile(address),
                tenant.now(),
                tenant.now());
        Users.add(handle, tenant.name(), newcomer);
        return newcomer;
    }

    private Map<String, Object> profile(String address) {
        Map<String, Object> profile = new LinkedHashMap<>();
        if (!byEmail) {
            profile.put("name", address);
            profile.put("nickname", ""); // a live tenant makes none of a number
        }
        profile.put(name(), address);
        profile.put(verified(), true);
        return profile;
    }
}
