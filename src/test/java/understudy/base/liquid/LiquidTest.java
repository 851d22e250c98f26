package understudy.base.liquid;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class LiquidTest {

    private static final Map<String, Object> VARIABLES = Map.of(
            "code",
            "118422",
            "message_type",
            "sms",
            "locale",
            "fr-CA",
            "tenant",
            new Liquid.Named("demo", Map.of("friendly_name", "Demo & Sons")),
            "user",
            Map.of(
                    "name",
                    "<b>O'Hara</b>",
                    "email",
                    "carol@example.com",
                    "email_verified",
                    true,
                    "login_count",
                    3,
                    "blocked",
                    false,
                    "user_metadata",
                    Map.of("lang", "it", "nothing", ""),
                    "roles",
                    List.of("admin", "clerk")));

    /** What LiquidJS makes of the same, by its documentation (liquidjs.com, tags and filters). */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            `{{code}}`                                                             | `118422`
            `{{ code }} is your code`                                              | `118422 is your code`
            `{{ tenant }}/{{ tenant.friendly_name }}`                              | `demo/Demo & Sons`
            `{{ user.user_metadata.lang }}{{ user["email"] }}`                     | `itcarol@example.com`
            `{{ user.roles[0] }} {{ user.roles[-1] }} {{ user.roles.size }}`       | `admin clerk 2`
            `{{ user.roles.first }} {{ user.roles.last }} {{ code.size }}`         | `admin clerk 6`
            `[{{ nobody }}{{ nobody.name }}{{ user.nothing.at.all }}]`             | `[]`
            `{{ "a" }}{{ 'b' }}{{ 1 }}{{ 2.50 }}{{ true }}`                        | `ab12.5true`
            `{% if message_type == "sms" %}S{% else %}V{% endif %}`                | `S`
            `{% if message_type == "voice" %}V{% else %}S{% endif %}`              | `S`
            `{% if locale contains "es" %}es{% elsif locale contains 'fr' %}fr{% else %}en{% endif %}` | `fr`
            `{% if user.email_verified %}yes{% endif %}`                           | `yes`
            `{% if user.blocked %}yes{% else %}no{% endif %}`                      | `no`
            `{% if user.nobody %}yes{% else %}no{% endif %}`                       | `no`
            `{% if user.nobody == nil %}nil{% endif %}`                            | `nil`
            `{% if user.user_metadata.nothing == blank %}blank{% endif %}`         | `blank`
            `{% if user.user_metadata.nothing %}true{% endif %}`                   | `true`
            `{% if user.login_count > 2 and user.login_count <= 3 %}3{% endif %}`  | `3`
            `{% if user.login_count != 3 or code == "118422" %}or{% endif %}`      | `or`
            `{% if false and false or true %}a{% else %}b{% endif %}`              | `b`
            `{% if user.roles contains "admin" %}admin{% endif %}`                 | `admin`
            `{% if tenant == "demo" %}demo{% endif %}`                             | `demo`
            `{% unless user.blocked %}welcome{% endunless %}`                      | `welcome`
            `{% case message_type %}{% when "voice" %}v{% when "sms", "text" %}s{% else %}?{% endcase %}` | `s`
            `{% assign lang = locale | slice: 0, 2 %}{{ lang }}`                   | `fr`
            `a{% comment %} {{ never | read }} {% endcomment %}b`                  | `ab`
            `{% raw %}{{ code }}{% endraw %}`                                      | `{{ code }}`
            `a {{- code -}} b`                                                     | `a118422b`
            `a {%- if true -%} b {%- endif -%} c`                                  | `abc`
            `{% if true %}{% if false %}x{% else %}y{% endif %}{% endif %}`        | `y`
            `{{ code | slice: 0 }}{{ code | slice: -2, 2 }}`                       | `122`
            `{{ code | split: "" | join: " " }}`                                   | `1 1 8 4 2 2`
            `{{ user.email | split: "@" | last | upcase }}`                        | `EXAMPLE.COM`
            `{{ user.name | strip_html | escape }}`                                | `O&#39;Hara`
            `{{ user.name | escape }}`                                             | `&lt;b&gt;O&#39;Hara&lt;/b&gt;`
            `{{ "a &amp; b & c" | escape_once }}`                                  | `a &amp; b &amp; c`
            `{{ nobody | default: "friend" }}`                                     | `friend`
            `{{ user.user_metadata.nothing | default: 'x' }}`                      | `x`
            `{{ "welcome" | capitalize | append: "!" | prepend: "¡" }}`            | `¡Welcome!`
            `{{ "a b c" | replace: " ", "-" }}{{ "a b c" | replace_first: " ", "" }}` | `a-b-cab c`
            `{{ "a b c" | remove: " " }}{{ "a b c" | remove_first: " " }}`         | `abcab c`
            `{{ "one two three" | truncatewords: 2 }}`                             | `one two...`
            `{{ "one two three" | truncate: 7 }}`                                  | `one ...`
            `{{ "a b&c" | url_encode }} {{ "a+b%26c" | url_decode }}`              | `a+b%26c a b&c`
            `{{ 7 | plus: 2 | minus: 1 | times: 3 | divided_by: 4 }}`              | `6`
            `{{ 7 | modulo: 4 }} {{ -7 | abs }} {{ 1.5 | ceil }} {{ 1.5 | floor }}` | `3 7 2 1`
            `{{ 1.25 | round: 1 }} {{ 3 | at_least: 5 }} {{ 3 | at_most: 2 }}`     | `1.3 5 2`
            `{{ 1 | divided_by: 0 }}`                                              | `0`
            `{{ "x" | newline_to_br | lstrip | rstrip | strip | downcase }}`       | `x`
            `{{ user.roles | reverse | join: ", " }}`                              | `clerk, admin`
            `{{ user.roles | first }}{{ user.roles | size }}`                      | `admin2`
            `{{ user }}`                                                           | ``
            """)
    void it_renders(String template, String rendered) {
        assertEquals(rendered == null ? "" : rendered, Liquid.parse(template).render(VARIABLES));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            `a\n{% for role in user.roles %}{% endfor %}`  | 2 | `the tag 'for' is not understood, only if, elsif, else, unless, case, when, assign, comment, raw`
            `{% include "x" %}`                            | 1 | `the tag 'include' is not understood`
            `{% esle %}`                                   | 1 | `did you mean 'else'?`
            `{% debug %}`                                  | 1 | `the tag 'debug' is not understood`
            `{% if a %}`                                   | 1 | `{% if %} has no {% endif %}`
            `\n\n{% if a %}{% endunless %}`                | 3 | `ends nothing that was begun`
            `{% else %}`                                   | 1 | `ends nothing that was begun`
            `{% case a %}{% when 1 %}`                     | 1 | `{% case %} has no {% endcase %}`
            `{{ a `                                        | 1 | `{{ is not closed`
            `\n{% if a `                                   | 2 | `{% is not closed`
            `{{ }}`                                        | 1 | `a value is missing`
            `{{ a b }}`                                    | 1 | `'b' is too much`
            `{{ a | shout }}`                              | 1 | `the filter 'shout' is not understood, only abs, append`
            `{{ a | upcse }}`                              | 1 | `did you mean 'upcase'?`
            `{{ a | date: "%Y" }}`                         | 1 | `the filter 'date' is not understood`
            `{{ a | append }}`                             | 1 | `needs 1 argument(s)`
            `{{ a | upcase: 1 }}`                          | 1 | `takes no argument`
            `{{ a | slice: 1, 2, 3 }}`                     | 1 | `needs 1 to 2 argument(s)`
            `{{ a | }}`                                    | 1 | `a name is missing`
            `{{ a. }}`                                     | 1 | `a name is missing`
            `{{ a[1 }}`                                    | 1 | `']' is missing`
            `{{ "a }}`                                     | 1 | `cannot read '"a'`
            `{{ a ; b }}`                                  | 1 | `cannot read '; b'`
            `{% if %}{% endif %}`                          | 1 | `a value is missing`
            `{% if a == %}{% endif %}`                     | 1 | `a value is missing`
            `{% if == a %}{% endif %}`                     | 1 | `cannot read '=='`
            `{% assign = 1 %}`                             | 1 | `is no name`
            `{% assign a 1 %}`                             | 1 | `'=' is missing`
            `{% raw %}x`                                   | 1 | `{% raw %} has no {% endraw %}`
            `{%%}`                                         | 1 | `the tag '' is not understood`
            """)
    void what_it_cannot_do_is_refused_with_its_line(String template, int line, String problem) {
        Liquid.Malformed refused =
                assertThrows(Liquid.Malformed.class, () -> Liquid.parse(template.replace("\\n", "\n")));
        assertAll(
                () -> assertEquals(line, refused.line()),
                () -> assertTrue(refused.getMessage().contains(problem), refused.getMessage()));
    }

    @Test
    void the_example_of_auth0s_page_says_it_in_french() {
        String template = """
                {% if message_type == "voice" %}
                    {% if locale contains "fr" %}
                        Votre code est: {{pause}} {{code}}. Je répète: {{pause}}{{code}}.
                    {% else %}
                        Your code is: {{pause}}{{code}}.
                    {% endif %}
                {% else %}
                    {% if locale contains "fr" %}
                        {{code}} est votre code de vérification pour {{tenant.friendly_name}}.
                    {% else %}
                        {{code}} is your verification code.
                    {% endif %}
                {% endif %}
                """;
        assertEquals(
                "118422 est votre code de vérification pour Demo & Sons.",
                Liquid.parse(template).render(VARIABLES).strip());
    }

    @Test
    void in_html_every_value_is_escaped_once() {
        assertAll(
                () -> assertEquals(
                        "<p>&lt;b&gt;O&#39;Hara&lt;/b&gt;</p>",
                        Liquid.parse("<p>{{ user.name }}</p>").renderHtml(VARIABLES)),
                () -> assertEquals(
                        "&lt;b&gt;O&#39;Hara&lt;/b&gt;",
                        Liquid.parse("{{ user.name | escape }}").renderHtml(VARIABLES)),
                () -> assertEquals(
                        "Demo &amp; Sons",
                        Liquid.parse("{{ tenant.friendly_name | strip }}").renderHtml(VARIABLES)),
                () -> assertEquals(
                        "a<br />\nb", Liquid.parse("{{ a | newline_to_br }}").renderHtml(Map.of("a", "a\nb"))));
    }

    /** A value is data, whatever it looks like. */
    @Test
    void what_a_value_says_is_never_read_as_a_template() {
        assertEquals(
                "{{ secret }}{% if %}",
                Liquid.parse("{{ name }}").render(Map.of("name", "{{ secret }}{% if %}", "secret", "x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% assign a = 'ab' %}%s{{ a }}",
                "{% assign a = 'ab' %}%s{{ a | replace: 'a', a }}",
                "{% assign a = 'ab' %}%s{{ a | split: '' | join: a }}",
                "{{ '9' | times: '1e1000' | times: '1e1000' | plus: 1 }}"
            })
    void what_would_grow_without_end_is_cut_off(String template) {
        String grown = template.replace("%s", "{% assign a = a | append: a %}".repeat(60));
        assertTrue(Liquid.parse(grown).render(Map.of()).length() <= Liquid.LONGEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "{%", "{{ a }}", "{% if a %}", "{% if a %}{% endif %}", "}}", "{% raw %}"})
    void a_template_that_is_too_much_is_refused_or_rendered_and_soon(String piece) {
        String template = piece.repeat(30_000 / piece.length());
        try {
            Liquid.parse(template).render(Map.of("a", true));
        } catch (Liquid.Malformed refused) {
            assertTrue(refused.line() == 1, refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ %s a }}", "{% if %s a %}{% endif %}"})
    void so_is_one_of_too_many_words(String template) {
        String chain = template.contains("if") ? "a or ".repeat(2_000) : "a[".repeat(2_000);
        assertThrows(Liquid.Malformed.class, () -> Liquid.parse(template.replace("%s", chain)));
    }
}
