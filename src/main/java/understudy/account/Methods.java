package understudy.account;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import understudy.tenant.Profile.Rule;
import understudy.tenant.Tenant;

/** Authentication methods of one family, whoever keeps them. To add a family is to add a class, and its line in {@link AccountApi}. */
interface Methods {

    /** The types of this family, built or not; an id begins with one of them and a bar. */
    Set<String> types();

    /** Those the tenant offers. */
    List<String> offered(Tenant tenant);

    /** {@code primary}, {@code secondary} or both: what a method of this family can be. */
    List<String> usage();

    /** All that the person has, confirmed or not, oldest first. */
    List<Method> of(Caller caller);

    /** The rule of the profile without which methods of that type cannot be enrolled here. */
    Optional<Rule> relaxing(String type);

    /** Begins an enrolment of that type. */
    Begun begin(Caller caller, String type, Body body);

    /** Ends the enrolment that {@link #begin} gave that id. */
    Method confirm(Caller caller, String id, Body body);

    void rename(Caller caller, String id, String name);

    /** Of a device that is reached in more than one way, the one that comes first. */
    void prefer(Caller caller, String id, String way);

    void remove(Caller caller, String id);

    /**
     * An enrolment begun.
     *
     * @param id where it is confirmed
     * @param body of the answer
     */
    record Begun(String id, Map<String, Object> body) {}
}
