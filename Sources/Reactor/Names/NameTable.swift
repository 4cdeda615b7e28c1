/// The decisions of a cache of names: what is answered, who is asked for, what is forgotten.
///
/// It knows neither sockets nor clocks. A lookup without a finding is always of a name that is being asked for.
struct NameTable {
    /// What a lookup comes to.
    struct Decision: Equatable {
        /// The answer; nil = wait for `take`.
        var finding: Result<[IPAddress], NameFailure>?
        /// Whether a server has to be asked now; only one lookup is told so until the answer is taken in.
        var mustAsk = false
    }

    private struct Node {
        var name: String
        var entry: NameEntry
        var newer = -1
        var older = -1
    }

    private let settings: NameCacheSettings
    private var indices: [String: Int] = [:]
    private var nodes: [Node] = []
    private var newest = -1
    private var oldest = -1

    init(_ settings: NameCacheSettings) { self.settings = settings }

    /// Number of names known.
    var count: Int { nodes.count }

    /// Looks a name up at a time in milliseconds.
    mutating func look(_ name: String, now: Int64) -> Decision {
        guard let index = indices[name] ?? place(for: name) else { return Decision(finding: .failure(.overloaded)) }
        return look(index, now)
    }

    /// Looks a name up only if it is known; nil if it is not.
    mutating func lookIfKnown(_ name: String, now: Int64) -> Decision? {
        guard let index = indices[name] else { return nil }
        return look(index, now)
    }

    /// Takes in the answer about a name, and gives what those who waited for it shall get.
    mutating func take(
        _ name: String, _ answer: Result<ResolvedName, NameFailure>, now: Int64
    ) -> Result<[IPAddress], NameFailure> {
        guard let index = indices[name] else { return answer.map(\.addresses) }
        return nodes[index].entry.take(answer, now: now, settings)
    }

    /// When a lookup that waits shall be given the last good answer; nil when there is none, or nobody is asked.
    func endOfPatience(_ name: String) -> Int64? {
        guard let index = indices[name], !nodes[index].entry.addresses.isEmpty else { return nil }
        return nodes[index].entry.askedAt.map { $0 + settings.patience }
    }

    private mutating func look(_ index: Int, _ now: Int64) -> Decision {
        touch(index)
        var decision = Decision(finding: nodes[index].entry.finding(now: now, patience: settings.patience))
        if nodes[index].entry.shouldAsk(now: now) {
            nodes[index].entry.ask(now: now)
            decision.mustAsk = true
        }
        return decision
    }

    // MARK: - The order of use

    /// A place for a new name: a fresh one, or that of the name not used for longest; nil when all are being asked for.
    private mutating func place(for name: String) -> Int? {
        let node = Node(name: name, entry: NameEntry())
        guard nodes.count >= settings.capacity else {
            nodes.append(node)
            link(nodes.count - 1)
            indices[name] = nodes.count - 1
            return nodes.count - 1
        }
        var index = oldest
        // One that is being asked for is needed for its answer.
        while index >= 0, nodes[index].entry.askedAt != nil { index = nodes[index].newer }
        guard index >= 0 else { return nil }
        unlink(index)
        indices[nodes[index].name] = nil
        nodes[index] = node
        link(index)
        indices[name] = index
        return index
    }

    private mutating func touch(_ index: Int) {
        guard index != newest else { return }
        unlink(index)
        link(index)
    }

    private mutating func link(_ index: Int) {
        nodes[index].newer = -1
        nodes[index].older = newest
        if newest >= 0 { nodes[newest].newer = index } else { oldest = index }
        newest = index
    }

    private mutating func unlink(_ index: Int) {
        let newer = nodes[index].newer
        let older = nodes[index].older
        if newer >= 0 { nodes[newer].older = older } else { newest = older }
        if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
    }
}
