import ManagementAPI
import ProxyModel
import Synchronization

/// An authorization server that keeps accounts in the configuration and everything else in memory.
final class AuthorizationServerFixture: AuthorizationServer {
    private struct State {
        var sessions: [UserSession] = []
        var access: [ClientAccess] = []
        var consents: [GivenConsent] = []
        var clients: [String: JSONObject] = [:]
        var ended: [Revocation.Subject] = []
        var endedProviders: [String] = []
        var steps: [JSONObject] = []
        var tokens: [String: JSONObject] = [:]
        var rotations: [Bool] = []
        var isAway = false
    }

    private let state = Mutex(State())
    private let editor: ConfigurationEditor
    private let now: @Sendable () -> Int64

    init(editor: ConfigurationEditor, now: @escaping @Sendable () -> Int64) {
        self.editor = editor
        self.now = now
    }

    /// What was ended, in order.
    var ended: [Revocation.Subject] { state.withLock { $0.ended } }
    var endedProviders: [String] { state.withLock { $0.endedProviders } }
    var rotations: [Bool] { state.withLock { $0.rotations } }

    func add(_ session: UserSession) { state.withLock { $0.sessions.append(session) } }
    func add(_ access: ClientAccess) { state.withLock { $0.access.append(access) } }
    func add(_ consent: GivenConsent) { state.withLock { $0.consents.append(consent) } }
    func add(client id: String, _ metadata: JSONObject) { state.withLock { $0.clients[id] = metadata } }
    func add(step: JSONObject) { state.withLock { $0.steps.insert(step, at: 0) } }
    func add(token: String, _ claims: JSONObject) { state.withLock { $0.tokens[token] = claims } }
    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func createUser(_ user: NewUser) async throws(Problem) -> LocalUser {
        let record = LocalUser(
            name: user.name, passwordHash: "hash of \(user.password.utf8.count) bytes", email: user.email,
            displayName: user.displayName, groups: user.groups, createdAt: now(), updatedAt: now())
        try await editor.edit { snapshot throws(Problem) in
            guard snapshot.users[record.name] == nil else { throw Problem(.conflict, "there is one already") }
            return [.put(.user(record))]
        }
        return record
    }

    func endProvider(_ name: String) async throws(Problem) {
        try check()
        state.withLock { $0.endedProviders.append(name) }
    }

    func changeUser(_ name: String, _ change: UserChange) async throws(Problem) {
        let now = now()
        try await editor.edit { snapshot throws(Problem) in
            guard var user = snapshot.users[name]?.value else { throw Problem(.notFound, "there is none") }
            if let email = change.email { user.email = email.isEmpty ? nil : email }
            if let displayName = change.displayName { user.displayName = displayName.isEmpty ? nil : displayName }
            if let groups = change.groups { user.groups = groups }
            if let isDisabled = change.isDisabled { user.isDisabled = isDisabled }
            if change.password != nil { user.passwordHash = "another hash" }
            user.updatedAt = now
            return [.put(.user(user))]
        }
    }

    func deleteUser(_ name: String) async throws(Problem) {
        try await editor.edit { _ throws(Problem) in [.delete(RecordKey(.users, name))] }
    }

    func registerClient(_ metadata: JSONValue, issuer: String) async throws(Problem) -> JSONObject {
        guard metadata["redirect_uris"]?.arrayValue?.isEmpty == false else {
            throw Problem(.invalidContent, "redirect_uris is required")
        }
        var object = metadata.objectValue ?? JSONObject()
        add(client: "c-1", object)
        object["client_id"] = "c-1"
        object["client_secret"] = "shown-once"
        return object
    }

    func clientMetadata(_ id: String, fetching: Bool) async throws(Problem) -> JSONObject? {
        fetching || !id.contains("://") ? state.withLock { $0.clients[id] } : nil
    }

    func removeClient(_ id: String) async throws(Problem) {
        let isKnown = state.withLock { $0.clients.removeValue(forKey: id) != nil }
        guard isKnown else { throw Problem(.notFound, "there is none") }
        try await end(.client(id))
    }

    func pruneClients(disabledFor age: Int64, isDryRun: Bool) async throws(Problem) -> PrunedClients {
        try check()
        return PrunedClients(disabled: ["c-\(age)"], unused: isDryRun ? 1 : 0)
    }

    func end(_ subject: Revocation.Subject) async throws(Problem) {
        try check()
        state.withLock { $0.ended.append(subject) }
    }

    func sessions(of subject: String) async throws(Problem) -> [UserSession] {
        try check()
        return state.withLock { $0.sessions.filter { $0.subject == subject } }
    }

    func endSession(_ id: String, of subject: String) async throws(Problem) {
        state.withLock { $0.sessions.removeAll { $0.id == id && $0.subject == subject } }
    }

    func access(of subject: String) async throws(Problem) -> [ClientAccess] {
        state.withLock { $0.access.filter { $0.subject == subject } }
    }

    func consents(of subject: String) async throws(Problem) -> [GivenConsent] {
        state.withLock { $0.consents.filter { $0.subject == subject } }
    }

    func revokeConsent(client: String, of subject: String) async throws(Problem) {
        state.withLock { $0.consents.removeAll { $0.clientID == client && $0.subject == subject } }
    }

    func rotateKeys(isCompromised: Bool) async throws(Problem) {
        state.withLock { $0.rotations.append(isCompromised) }
    }

    func inspect(token: String) async throws(Problem) -> JSONObject {
        state.withLock { $0.tokens[token] } ?? ["active": false]
    }

    func seen() async throws(Problem) -> (subjects: [String], clients: [String]) {
        try check()
        return state.withLock { (Set($0.sessions.map(\.subject)).sorted(), $0.clients.keys.sorted()) }
    }

    func trace(of party: TraceParty, limit: Int) async throws(Problem) -> [JSONObject] {
        let steps = state.withLock { $0.steps }
        let wanted =
            switch party {
            case .everybody: steps
            case .client(let id): steps.filter { $0["client_id"] == .string(id) }
            case .user(let subject): steps.filter { $0["subject"] == .string(subject) }
            }
        return Array(wanted.prefix(limit))
    }

    func counters() async throws(Problem) -> [FlowCounter] {
        [FlowCounter(stage: "token", accepted: 3, refused: 1)]
    }

    private func check() throws(Problem) {
        if state.withLock({ $0.isAway }) { throw Problem(.storeUnavailable, "away", retryAfter: 2) }
    }
}
