package understudy.page;

import gg.jte.html.HtmlAttribute;
import gg.jte.html.HtmlPolicyException;
import gg.jte.html.HtmlTag;
import gg.jte.html.OwaspHtmlPolicy;
import gg.jte.html.policy.PreventInlineEventHandlers;

/** What no template may do, or it does not build: what our content security policy would block in the browser anyway. */
public final class TemplateRules extends OwaspHtmlPolicy {

    public TemplateRules() {
        addPolicy(new PreventInlineEventHandlers());
    }

    @Override
    public void validateHtmlAttribute(HtmlTag tag, HtmlAttribute attribute) throws HtmlPolicyException {
        super.validateHtmlAttribute(tag, attribute);
        if (attribute.getName().equals("style")) {
            throw new HtmlPolicyException("style belongs into page.css, not into <" + tag.getName() + ">");
        }
    }
}
