internal import ProxyModel
internal import Reactor

/// What one exchange has to do with rules about tools: its caller, the content that is being read, and what comes back.
final class ToolAccessCheck {
    /// What has to be looked at in the answer.
    enum Answer {
        case nothing
        /// A list of tools was asked for, by these calls.
        case lists([JSONValue])
        /// A stream that was asked for without content: answers to other requests may come by it.
        case stream
    }

    private let rights: ToolRights
    /// Whose share of the worker's budget the content takes, and how many bytes of it.
    let caller: CallShares.Caller
    var held = 0
    var answer = Answer.nothing
    /// Content of the request is wanted.
    private(set) var isCollecting = false
    /// When it has to be there, in milliseconds of the loop's clock.
    private(set) var end: Int64 = .max
    private(set) var content: [UInt8] = []
    /// The answer of one of the calls has no end.
    private(set) var listens = false

    /// A check for somebody; nil = nobody who signed in.
    init(_ access: ToolAccess, _ claims: TokenClaims?, at address: IPAddress) {
        self.caller = CallShares.Caller(claims, at: address)
        let caller = claims.map { claims in
            ToolAccess.Caller(
                AccessList.Person(
                    subject: claims.subject, username: claims.username ?? claims.clientID, email: claims.email,
                    groups: claims.groups),
                scopes: claims.scopes)
        }
        self.rights = access.rights(of: caller)
    }

    /// The content of the request is to be read first, until a time.
    func beginCollecting(until end: Int64) {
        self.isCollecting = true
        self.end = end
    }

    /// Keeps content; false when it gets longer than allowed.
    func collect(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> Bool {
        guard self.content.count + bytes.count <= limit else { return false }
        unsafe self.content.append(contentsOf: bytes)
        return true
    }

    /// The content is not needed any more.
    func forgetContent() {
        self.content = []
        self.held = 0
    }

    /// All content is there: decides.
    func decide(_ fields: MirroredFields) -> CallDecision {
        self.isCollecting = false
        let decision = CallDecision.on(self.content, fields, self.rights)
        guard case .admitted(let calls) = decision else { return decision }
        self.listens = calls.contains { $0.method == RemoteCall.listens }
        let lists = calls.filter { $0.method == RemoteCall.listsTools }
        if !lists.isEmpty { self.answer = .lists(lists.map { $0.id ?? .null }) }
        return decision
    }

    /// The calls that asked for a list of tools.
    var lists: [JSONValue] { if case .lists(let ids) = self.answer { ids } else { [] } }

    /// What becomes of content of the answer.
    func edit(_ content: [UInt8]) -> ToolListEdit {
        ToolListEdit.of(content) { self.rights.shows($0) }
    }
}

@available(*, unavailable)
extension ToolAccessCheck: Sendable {}
