package understudy.lab;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import understudy.base.Json;
import understudy.http.CrossOrigin;
import understudy.http.RateLimit;
import understudy.page.Page;
import understudy.page.Pages;
import understudy.page.Texts;
import understudy.tenant.Tenant;
import understudy.tenant.Tenants;

/**
 * How a request is refused before anybody has looked at it: each API in the shape its clients know (authentication-api.md §1.3,
 * management-api.md §1.1, §3.8), a page to a person.
 */
final class FaultAnswers {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tenants tenants;
    private final Pages pages;

    FaultAnswers(Tenants tenants, Pages pages) {
        this.tenants = tenants;
        this.pages = pages;
    }

    /** The status that the fault names. */
    void status(Context http, Tenant tenant, Fault fault) {
        int status = fault.status().orElseThrow();
        if (status == TOO_MANY_REQUESTS) {
            rateLimit(http, tenant, fault);
            return;
        }
        if (status == UNAVAILABLE || fault.retryAfter().isPresent()) {
            RateLimit.retryAfter(http, fault.retryAfter().orElse(SOON));
        }
        say(http, tenant, Words.of(status).or(fault));
    }

    /** 429, as a live tenant says it, with the headers that tell when to come back (§1.4, §1.6). */
    void rateLimit(Context http, Tenant tenant, Fault fault) {
        Duration wait = fault.retryAfter().orElse(SOON);
        // By the real time: whoever waits until then does so by a clock of their own.
        RateLimit.tell(http, limit(http.path()), wait, tenants.realTime());
        say(http, tenant, Dialect.of(http).tooMany(http).or(fault));
    }

    private void say(Context http, Tenant tenant, Words words) {
        Dialect dialect = Dialect.of(http);
        http.header("Cache-Control", "no-store").status(words.status());
        if (dialect == Dialect.PAGE) {
            String locales = Optional.ofNullable(http.queryParam("ui_locales")).orElse("");
            pages.show(
                    http,
                    words.status(),
                    "understudy/page/error",
                    Page.of("error-page", Texts.of(locales), "")
                            .withShown(Map.of("error", words.error(), "error_description", words.description())));
        } else {
            CrossOrigin.allow(http, tenant::listsOrigin);
            http.contentType("application/json").result(Json.bytes(dialect.body(words)));
        }
    }

    /** The burst of the free tier (§1.6). */
    private static int limit(String path) {
        return switch (path) {
            case "/oauth/token" -> 30;
            case "/userinfo" -> 10;
            case "/.well-known/jwks.json" -> 20;
            default -> 300;
        };
    }

    /**
     * What is said.
     *
     * @param title the status in words
     */
    private record Words(int status, String title, String error, String description) {

        static Words of(int status) {
            String title = titleOf(status);
            return new Words(status, title, error(status), title);
        }

        /** With what the fault has said in place of it. */
        Words or(Fault fault) {
            return new Words(
                    status,
                    title,
                    fault.error().orElse(error),
                    fault.errorDescription().orElse(description));
        }

        Words saying(String code, String words) {
            return new Words(status, title, code, words);
        }

        private static String titleOf(int status) {
            String words = HttpStatus.forStatus(status).getMessage();
            boolean isNamed = status != 500 && !words.startsWith("Unknown"); // of 500 it says less than RFC 9110
            String unnamed = status < 500 ? "Client Error" : "Internal Server Error";
            return isNamed ? words : unnamed;
        }

        private static String error(int status) {
            return switch (status) {
                case 401, 403 -> "access_denied";
                case 404 -> "not_found";
                case 503 -> "temporarily_unavailable";
                default -> status < 500 ? "invalid_request" : "server_error";
            };
        }
    }

    /** The shapes of errors. */
    private enum Dialect {
        OAUTH {
            @Override
            Map<String, Object> body(Words words) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("error", words.error());
                body.put("error_description", words.description());
                return body;
            }
        },
        DATABASE {
            @Override
            Map<String, Object> body(Words words) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("name", words.title().replaceAll("[^A-Za-z]", "").replaceFirst("(Error)?$", "Error"));
                body.put("code", words.error());
                body.put("description", words.description());
                body.put("statusCode", words.status());
                return body;
            }
        },
        PROBLEM {
            @Override
            Map<String, Object> body(Words words) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("type", "https://auth0.com/api-errors#A0E-" + words.status() + "-0001");
                body.put("title", words.title());
                body.put("status", words.status());
                body.put("detail", words.description());
                return body;
            }

            @Override
            Words tooMany(Context http) {
                http.header("x-auth0-error-kind", "global-rate-limit");
                return super.tooMany(http);
            }
        },
        MANAGEMENT {
            @Override
            Map<String, Object> body(Words words) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("statusCode", words.status());
                body.put("error", words.title());
                body.put("message", words.description());
                body.put("errorCode", words.error());
                return body;
            }

            @Override
            Words tooMany(Context http) {
                return super.tooMany(http).saying("too_many_requests", "Global limit has been reached");
            }
        },
        /** Guardian's, for devices (management-api.md §3.8): as the Management API's. */
        GUARDIAN {
            @Override
            Map<String, Object> body(Words words) {
                return MANAGEMENT.body(words);
            }
        },
        /** What a browser is sent to. */
        PAGE {
            @Override
            Map<String, Object> body(Words words) {
                throw new IllegalStateException("a page is no JSON");
            }

            @Override
            Words tooMany(Context http) {
                return super.tooMany(http)
                        .saying(
                                "invalid_request",
                                "The rate limit for endpoint " + http.path()
                                        + " was reached. Please retry after a few minutes.");
            }
        };

        private static final List<String> FOR_BROWSERS =
                List.of("/u/", "/authorize", "/v2/logout", "/oidc/logout", "/login", "/lo/");

        abstract Map<String, Object> body(Words words);

        Words tooMany(Context http) {
            return Words.of(TOO_MANY_REQUESTS).saying("too_many_requests", "Rate limit exceeded.");
        }

        static Dialect of(Context http) {
            String path = http.path();
            if (path.startsWith("/dbconnections/")) {
                return DATABASE;
            }
            if (path.startsWith("/me/")) {
                return PROBLEM;
            }
            if (path.startsWith("/appliance-mfa/")) {
                return GUARDIAN;
            }
            if (path.startsWith("/api/")) {
                return MANAGEMENT;
            }
            boolean wantsJson = Optional.ofNullable(http.header("Accept"))
                    .filter(accept -> accept.startsWith("application/json")) // a page's script that polls
                    .isPresent();
            return !wantsJson && FOR_BROWSERS.stream().anyMatch(path::startsWith) ? PAGE : OAUTH;
        }
    }
}
