/// A radix tree from path prefixes to routes, in flat arrays: a search follows indices and touches no reference count.
///
/// Labels are ranges of one run of bytes; splitting a node splits its range. What removals leave behind is dropped by
/// building the tree anew when it is more than half of the run, so the cost of that is spread over the removals.
final class PrefixTree {
    /// A descent along one path.
    struct Cursor {
        fileprivate var node: UInt32 = 0
        /// Number of bytes of the path that the last list's pattern has.
        fileprivate(set) var length = 0
    }

    private struct Node {
        var labelStart: UInt32 = 0
        var labelCount: UInt32 = 0
        var firstChild = PrefixTree.none
        var nextSibling = PrefixTree.none
        var list = PrefixTree.none
    }

    private static let none = UInt32.max
    private static let smallestRebuild = 1_024
    private static let slash: UInt8 = 0x2F

    private var nodes: ContiguousArray<Node> = []
    private var labels: ContiguousArray<UInt8> = []
    private var lists: ContiguousArray<RouteList> = []
    private var freeNodes: ContiguousArray<UInt32> = []
    private var freeLists: ContiguousArray<UInt32> = []
    private var garbage = 0

    /// Descends to the next prefix of the path that has routes and ends at the border of a segment.
    @inline(__always)
    func next(_ cursor: inout Cursor, in path: Span<UInt8>) -> RouteList? {
        guard !nodes.isEmpty else { return nil }
        while cursor.length < path.count, let child = child(of: cursor.node, beginningWith: path[cursor.length]) {
            let node = nodes[Int(child)]
            let end = cursor.length &+ Int(node.labelCount)
            guard end <= path.count, label(node, equals: path, from: cursor.length) else { return nil }
            cursor.node = child
            cursor.length = end
            guard node.list != Self.none else { continue }
            if end == path.count || path[end] == Self.slash || path[end &- 1] == Self.slash {
                return lists[Int(node.list)]
            }
        }
        return nil
    }

    /// Adds a route under a prefix.
    func insert(_ pattern: [UInt8], _ entry: RouteEntry, in store: RouteStore) {
        let node = Int(makeNode(for: pattern))
        if nodes[node].list == Self.none {
            nodes[node].list = freeLists.popLast() ?? UInt32(lists.count)
            if Int(nodes[node].list) == lists.count { lists.append(RouteList()) }
        }
        lists[Int(nodes[node].list)].insert(entry, in: store)
    }

    /// Removes the route with this slot from under a prefix.
    func remove(_ pattern: [UInt8], _ slot: UInt32) {
        var trail: [UInt32] = [0]
        var depth = 0
        while depth < pattern.count {
            guard let parent = trail.last, !nodes.isEmpty,
                let child = child(of: parent, beginningWith: pattern[depth])
            else { return }
            trail.append(child)
            depth += Int(nodes[Int(child)].labelCount)
        }
        guard let last = trail.last, !nodes.isEmpty, nodes[Int(last)].list != Self.none else { return }
        let list = nodes[Int(last)].list
        lists[Int(list)].remove(slot)
        guard lists[Int(list)].isEmpty else { return }
        freeLists.append(list)
        nodes[Int(last)].list = Self.none
        prune(trail)
        if garbage > Self.smallestRebuild, garbage * 2 > labels.count { rebuild() }
    }
}

extension PrefixTree {
    @inline(__always)
    private func child(of parent: UInt32, beginningWith byte: UInt8) -> UInt32? {
        var child = nodes[Int(parent)].firstChild
        while child != Self.none {
            let node = nodes[Int(child)]
            if labels[Int(node.labelStart)] == byte { return child }
            child = node.nextSibling
        }
        return nil
    }

    @inline(__always)
    private func label(_ node: Node, equals path: Span<UInt8>, from start: Int) -> Bool {
        var index = 1
        while index < Int(node.labelCount) {
            if labels[Int(node.labelStart) &+ index] != path[start &+ index] { return false }
            index &+= 1
        }
        return true
    }

    /// The node at which a pattern ends; nodes are added and split as needed.
    private func makeNode(for pattern: [UInt8]) -> UInt32 {
        if nodes.isEmpty { nodes.append(Node()) }
        var current: UInt32 = 0
        var depth = 0
        while depth < pattern.count {
            guard let child = child(of: current, beginningWith: pattern[depth]) else {
                return addLeaf(under: current, label: pattern[depth...])
            }
            let node = nodes[Int(child)]
            var common = 1
            while common < Int(node.labelCount), depth + common < pattern.count,
                labels[Int(node.labelStart) + common] == pattern[depth + common]
            {
                common += 1
            }
            if common < Int(node.labelCount) { split(child, at: UInt32(common)) }
            current = child
            depth += common
        }
        return current
    }

    private func addLeaf(under parent: UInt32, label: ArraySlice<UInt8>) -> UInt32 {
        var node = Node(labelStart: UInt32(labels.count), labelCount: UInt32(label.count))
        node.nextSibling = nodes[Int(parent)].firstChild
        labels.append(contentsOf: label)
        let index = place(node)
        nodes[Int(parent)].firstChild = index
        return index
    }

    /// Cuts a node's label in two; the node keeps the first part and becomes the parent of the second.
    private func split(_ index: UInt32, at length: UInt32) {
        var lower = nodes[Int(index)]
        lower.labelStart += length
        lower.labelCount -= length
        lower.nextSibling = Self.none
        let child = place(lower)
        nodes[Int(index)].labelCount = length
        nodes[Int(index)].firstChild = child
        nodes[Int(index)].list = Self.none
    }

    private func place(_ node: Node) -> UInt32 {
        if let index = freeNodes.popLast() {
            nodes[Int(index)] = node
            return index
        }
        nodes.append(node)
        return UInt32(nodes.count - 1)
    }

    /// Drops the last nodes of a trail while they have neither routes nor children.
    private func prune(_ trail: [UInt32]) {
        for (parent, leaf) in zip(trail, trail.dropFirst()).reversed() {
            let node = nodes[Int(leaf)]
            guard node.list == Self.none, node.firstChild == Self.none else { return }
            if nodes[Int(parent)].firstChild == leaf {
                nodes[Int(parent)].firstChild = node.nextSibling
            } else {
                var sibling = nodes[Int(parent)].firstChild
                while nodes[Int(sibling)].nextSibling != leaf { sibling = nodes[Int(sibling)].nextSibling }
                nodes[Int(sibling)].nextSibling = node.nextSibling
            }
            garbage += Int(node.labelCount)
            freeNodes.append(leaf)
        }
    }

    private func rebuild() {
        let fresh = PrefixTree()
        var open: [(node: UInt32, pattern: [UInt8])] = [(0, [])]
        while let (index, pattern) = open.popLast() {
            let node = nodes[Int(index)]
            if node.list != Self.none {
                let target = Int(fresh.makeNode(for: pattern))
                fresh.nodes[target].list = UInt32(fresh.lists.count)
                fresh.lists.append(lists[Int(node.list)])
            }
            var child = node.firstChild
            while child != Self.none {
                let label = labels[Int(nodes[Int(child)].labelStart)...].prefix(Int(nodes[Int(child)].labelCount))
                open.append((child, pattern + label))
                child = nodes[Int(child)].nextSibling
            }
        }
        self.nodes = fresh.nodes
        self.labels = fresh.labels
        self.lists = fresh.lists
        self.freeNodes = []
        self.freeLists = []
        self.garbage = 0
    }
}

@available(*, unavailable)
extension PrefixTree: Sendable {}
