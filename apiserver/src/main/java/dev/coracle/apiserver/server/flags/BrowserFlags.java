package dev.coracle.apiserver.server.flags;

import com.google.re2j.Pattern;
import dev.coracle.apiserver.browser.CrossOrigin;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** kube-apiserver's flags about what browsers are told. */
final class BrowserFlags {

    private static final Set<String> DIRECTIVES = Set.of("includeSubDomains", "preload");

    private final Flag<List<String>> origins;
    private final Flag<List<String>> transport;

    BrowserFlags(FlagSet flags) {
        origins = flags.list("cors-allowed-origins", List.of(),
                "Expressions for the origins whose pages may use this server, such as ^https://example\\.com(:|$)");
        transport = flags.list("strict-transport-security-directives", List.of(),
                "What browsers are told of coming by TLS only: max-age=SECONDS, includeSubDomains, preload");
    }

    ApiServerOptions.Browsers browsers() throws FlagException {
        List<Pattern> allowed = new ArrayList<>();
        for (String origin : origins.get()) {
            try {
                allowed.add(CrossOrigin.origin(origin));
            } catch (IllegalArgumentException e) {
                throw new FlagException("--cors-allowed-origins has an invalid regular expression: " + e.getMessage()
                        + "; one that serves is ^https://example\\.com(:|$)");
            }
        }
        for (String directive : transport.get()) {
            if (!directive.startsWith("max-age=") && !DIRECTIVES.contains(directive)) {
                throw new FlagException("--strict-transport-security-directives invalid, allowed values: "
                        + "max-age=expireTime, includeSubDomains, preload. see "
                        + "https://tools.ietf.org/html/rfc6797#section-6.1 for more information");
            }
        }
        return new ApiServerOptions.Browsers(allowed, transport.get());
    }
}
