package understudy.store;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/** Lets a handle ask and nothing else: what writes must do so in a transaction, which is kept before it is acknowledged. */
record OnlyQueries(TemplateEngine templates) implements TemplateEngine {

    private static final Pattern QUERY = Pattern.compile("\\s*(?:select|with)\\b.*", Pattern.DOTALL);

    static void allow(SqlStatements statements) {
        statements.setTemplateEngine(new OnlyQueries(statements.getTemplateEngine()));
    }

    @Override
    public String render(String sql, StatementContext context) {
        return templates.render(query(sql), context);
    }

    @Override
    public Optional<Function<StatementContext, String>> parse(String sql, ConfigRegistry config) {
        return templates.parse(query(sql), config);
    }

    private static String query(String sql) {
        if (!QUERY.matcher(sql).matches()) {
            throw new IllegalStateException("only a transaction writes: " + sql);
        }
        return sql;
    }
}
