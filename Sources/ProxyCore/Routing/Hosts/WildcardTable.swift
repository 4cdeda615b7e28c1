/// The wildcard proxies, `*.example.com` under the key `example.com`.
///
/// A search strips one label after the other and asks only for suffixes of a length (in labels) that some wildcard has,
/// so a host of a hundred labels does not cost a hundred searches.
final class WildcardTable {
    private let hash: ByteHash
    private let table = ByteTable<CompiledProxy>()
    private var wildcardsByDepth = ContiguousArray<Int>(repeating: 0, count: WildcardTable.depths)
    /// Bit n is set while there is a wildcard whose suffix has n labels.
    private var depthsInUse: UInt64 = 0
    private static let depths = 64

    init(hash: ByteHash) { self.hash = hash }

    var count: Int { table.count }
    var isEmpty: Bool { table.count == 0 }

    /// The longest wildcard that covers the host; it covers one or more labels, never the bare suffix.
    func lookup(_ host: Span<UInt8>) -> CompiledProxy? {
        var labels = Self.labels(host)
        for offset in 0..<host.count where host[offset] == Self.dot {
            labels &-= 1
            guard depthsInUse & Self.bit(labels) != 0 else { continue }
            let suffix = host.extracting((offset &+ 1)...)
            if let proxy = table.find(suffix, hash: hash.hash(suffix)) { return proxy }
        }
        return nil
    }

    func find(_ suffix: [UInt8]) -> CompiledProxy? {
        table.find(suffix.span, hash: hash.hash(suffix))
    }

    func insert(_ proxy: CompiledProxy) -> CompiledProxy? {
        let replaced = table.insert(proxy, hash: hash.hash(proxy.key))
        if replaced == nil { count(proxy.key, by: 1) }
        return replaced
    }

    func remove(_ suffix: [UInt8]) -> CompiledProxy? {
        let removed = table.remove(suffix.span, hash: hash.hash(suffix))
        if removed != nil { count(suffix, by: -1) }
        return removed
    }

    private func count(_ suffix: [UInt8], by step: Int) {
        let depth = min(Self.labels(suffix.span), Self.depths - 1)
        wildcardsByDepth[depth] += step
        if wildcardsByDepth[depth] > 0 { depthsInUse |= Self.bit(depth) } else { depthsInUse &= ~Self.bit(depth) }
    }

    private static let dot: UInt8 = 0x2E

    private static func bit(_ labels: Int) -> UInt64 { 1 << UInt64(min(labels, depths - 1)) }

    private static func labels(_ name: Span<UInt8>) -> Int {
        var labels = 1
        for offset in 0..<name.count where name[offset] == dot { labels &+= 1 }
        return labels
    }
}

@available(*, unavailable)
extension WildcardTable: Sendable {}
