package understudy.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import understudy.lab.LabRoutes.Route;
import understudy.tenant.Tenant;

/** {@code /lab/openapi.json}, written from the table of routes. */
final class OpenApi {

    private static final Pattern IN_PATH = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");
    private static final String JSON = "application/json";

    private static final Shape PROBLEM = Shape.of("Problem", """
            {"type":"urn:understudy:lab:bad-value","title":"A value is missing or of the wrong kind","status":400,
             "detail":"\\"by\\" is missing. For example: {\\"by\\":\\"PT31S\\"}"}""");

    private OpenApi() {}

    static Map<String, Object> document(Tenant tenant, List<Route> routes) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        Map<String, Object> schemas = new LinkedHashMap<>();
        schemas.put(PROBLEM.name(), PROBLEM.schema());
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method().toLowerCase(Locale.ROOT), operation(route));
            if (!route.isAskedInQuery() && !route.asks().isNothing()) {
                schemas.putIfAbsent(route.asks().name(), route.asks().schema());
            }
            if (!route.answers().isNothing()) {
                schemas.putIfAbsent(route.answers().name(), route.answers().schema());
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Understudy lab", "version", version()));
        document.put("servers", List.of(Map.of("url", tenant.origin().toString())));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", schemas));
        return document;
    }

    private static Map<String, Object> operation(Route route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        operation.put("tags", List.of(route.topic()));
        List<Map<String, Object>> parameters = parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (!route.isAskedInQuery() && !route.asks().isNothing()) {
            operation.put("requestBody", Map.of("required", true, "content", content(JSON, route.asks())));
        }
        operation.put("responses", responses(route));
        return operation;
    }

    private static List<Map<String, Object>> parameters(Route route) {
        List<Map<String, Object>> parameters = new ArrayList<>();
        Matcher inPath = IN_PATH.matcher(route.path());
        while (inPath.find()) {
            parameters.add(parameter(inPath.group(1), "path", Map.of("type", "string")));
        }
        if (route.isAskedInQuery()) {
            route.asks()
                    .fields()
                    .keySet()
                    .forEach(name ->
                            parameters.add(parameter(name, "query", route.asks().fieldSchema(name))));
        }
        return parameters;
    }

    private static Map<String, Object> parameter(String name, String in, Map<String, Object> schema) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", in.equals("path"));
        parameter.put("schema", schema);
        return parameter;
    }

    private static Map<String, Object> responses(Route route) {
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("description", route.summary());
        if (!route.answers().isNothing()) {
            done.put("content", content(JSON, route.answers()));
        }
        Map<String, Object> refused = new LinkedHashMap<>();
        refused.put("description", "Refused; the detail says what to do");
        refused.put("content", content("application/problem+json", PROBLEM));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("200", done);
        route.answering().ifPresent(answering -> responses.put("default", refused));
        return responses;
    }

    private static Map<String, Object> content(String type, Shape shape) {
        Map<String, Object> one = Map.of("$ref", "#/components/schemas/" + shape.name());
        Map<String, Object> schema = shape.isList() ? Map.of("type", "array", "items", one) : one;
        return Map.of(type, Map.of("schema", schema));
    }

    /** {@code postLabApiClockAdvance}. */
    private static String operationId(Route route) {
        StringBuilder id = new StringBuilder(route.method().toLowerCase(Locale.ROOT));
        Matcher word = WORD.matcher(route.path());
        while (word.find()) {
            id.append(word.group().substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.group().substring(1));
        }
        return id.toString();
    }

    private static String version() {
        return Optional.ofNullable(OpenApi.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
