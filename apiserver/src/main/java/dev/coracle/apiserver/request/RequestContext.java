package dev.coracle.apiserver.request;

import java.time.Instant;

/**
 * What the stations of the corridor share about one request. Immutable but for the warnings, notes and waits, which any station may add to.
 *
 * @param auditId  a UUID, also sent back as Audit-Id
 * @param received when the request came in
 * @param user     who speaks; {@link UserInfo#ANONYMOUS} until authentication has been passed
 * @param notes    for the audit log
 * @param waits    for what was waited
 */
public record RequestContext(HttpRequest request, RequestInfo info, UserInfo user, String auditId, Instant received,
        Warnings warnings, Notes notes, Waits waits) {

    /** One that no audit log is kept of. */
    public RequestContext(HttpRequest request, RequestInfo info, UserInfo user, String auditId, Instant received,
            Warnings warnings) {
        this(request, info, user, auditId, received, warnings, Notes.NONE, new Waits());
    }

    public RequestContext withUser(UserInfo newUser) {
        return new RequestContext(request, info, newUser, auditId, received, warnings, notes, waits);
    }

    public RequestContext withNotes(Notes newNotes) {
        return new RequestContext(request, info, user, auditId, received, warnings, newNotes, waits);
    }

    /** The same request about something else, as when a subresource acts on its parent. */
    public RequestContext withInfo(RequestInfo newInfo) {
        return new RequestContext(request, newInfo, user, auditId, received, warnings, notes, waits);
    }

    /** Whether the client asked that nothing be kept ({@code dryRun=All}). */
    public boolean dryRun() {
        return request.parameters("dryRun").contains("All");
    }

    /** The field manager: as given, else the user agent up to its first slash. */
    public String fieldManager() {
        return request.parameter("fieldManager").filter(m -> !m.isEmpty())
                .orElseGet(() -> request.header("user-agent").map(agent -> agent.split("/", 2)[0]).orElse("unknown"));
    }
}
