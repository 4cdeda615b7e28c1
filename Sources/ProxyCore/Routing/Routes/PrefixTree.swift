/// A radix tree from path prefixes to routes, in flat arrays: a search follows indices and counts no reference.
///
/// Labels are ranges of one run of bytes; splitting a node splits its range. What removals leave behind is dropped by
/// building the tree anew when it is more than half of the run, so the cost of that is spread over the removals.
final class PrefixTree {
    private struct Node: BitwiseCopyable {
        var labelStart: UInt32 = 0
        var labelCount: UInt32 = 0
        var firstChild = PrefixTree.none
        var nextSibling = PrefixTree.none
        /// The first of the routes under this prefix, the best first.
        var firstLink = PrefixTree.none
    }

    private struct Link: BitwiseCopyable {
        var entry: RouteEntry
        var next: UInt32
    }

    private static let none = UInt32.max
    private static let smallestRebuild = 1_024
    private static let slash: UInt8 = 0x2F

    private let nodes = FlatArray<Node>()
    private let labels = FlatArray<UInt8>()
    private let links = FlatArray<Link>()
    private let freeNodes = FlatArray<UInt32>()
    private let freeLinks = FlatArray<UInt32>()
    private var garbage = 0

    /// Offers the search the routes under every prefix of the path that ends at the border of a segment.
    @inline(__always)
    func search(_ path: Span<UInt8>, _ filter: RouteFilter?, _ search: inout RouteSearch, in store: RouteStore) {
        guard !self.nodes.isEmpty else { return }
        var index: UInt32 = 0
        var end = 0
        while end < path.count {
            index = self.child(of: index, beginningWith: path[end])
            guard index != Self.none else { return }
            let node = self.nodes[Int(index)]
            guard self.label(node, matches: path, from: end) else { return }
            end &+= Int(node.labelCount)
            guard node.firstLink != Self.none else { continue }
            if end == path.count || path[end] == Self.slash || path[end &- 1] == Self.slash {
                self.offer(node.firstLink, matched: end, filter, &search, in: store)
            }
        }
    }

    private func offer(
        _ first: UInt32, matched length: Int, _ filter: RouteFilter?, _ search: inout RouteSearch, in store: RouteStore
    ) {
        var index = first
        while index != Self.none {
            let link = self.links[Int(index)]
            guard search.couldWin(link.entry, in: store) else { return }
            if search.applies(link.entry, filter) { return search.take(link.entry, matched: length) }
            index = link.next
        }
    }

    /// Adds a route under a prefix.
    func insert(_ pattern: [UInt8], _ entry: RouteEntry, in store: RouteStore) {
        let node = Int(self.makeNode(for: pattern))
        var previous = Self.none
        var next = self.nodes[node].firstLink
        while next != Self.none, !store.precedes(entry, self.links[Int(next)].entry) {
            (previous, next) = (next, self.links[Int(next)].next)
        }
        let link = Self.place(Link(entry: entry, next: next), in: self.links, self.freeLinks)
        if previous == Self.none { self.nodes[node].firstLink = link } else { self.links[Int(previous)].next = link }
    }

    /// Removes the route with this slot from under a prefix.
    func remove(_ pattern: [UInt8], _ slot: UInt32) {
        guard !self.nodes.isEmpty else { return }
        var trail: [UInt32] = [0]
        var last: UInt32 = 0
        var depth = 0
        while depth < pattern.count {
            last = self.child(of: last, beginningWith: pattern[depth])
            guard last != Self.none else { return }
            trail.append(last)
            depth += Int(self.nodes[Int(last)].labelCount)
        }
        self.unlink(slot, from: Int(last))
        self.prune(trail)
        if self.garbage > Self.smallestRebuild, self.garbage * 2 > self.labels.count { self.rebuild() }
    }

    private func unlink(_ slot: UInt32, from node: Int) {
        var previous = Self.none
        var link = self.nodes[node].firstLink
        while link != Self.none, self.links[Int(link)].entry.slot != slot {
            (previous, link) = (link, self.links[Int(link)].next)
        }
        guard link != Self.none else { return }
        let next = self.links[Int(link)].next
        if previous == Self.none { self.nodes[node].firstLink = next } else { self.links[Int(previous)].next = next }
        self.freeLinks.append(link)
    }
}

extension PrefixTree {
    @inline(__always)
    private func child(of parent: UInt32, beginningWith byte: UInt8) -> UInt32 {
        var child = self.nodes[Int(parent)].firstChild
        while child != Self.none {
            let node = self.nodes[Int(child)]
            if self.labels[Int(node.labelStart)] == byte { return child }
            child = node.nextSibling
        }
        return Self.none
    }

    /// Whether the path has the node's label at `start`, where the first byte is known to be the same.
    @inline(__always)
    private func label(_ node: Node, matches path: Span<UInt8>, from start: Int) -> Bool {
        guard path.count &- start >= Int(node.labelCount) else { return false }
        var index = 1
        while index < Int(node.labelCount) {
            if self.labels[Int(node.labelStart) &+ index] != path[start &+ index] { return false }
            index &+= 1
        }
        return true
    }

    /// The node at which a pattern ends; nodes are added and split as needed.
    private func makeNode(for pattern: [UInt8]) -> UInt32 {
        if self.nodes.isEmpty { self.nodes.append(Node()) }
        var current: UInt32 = 0
        var depth = 0
        while depth < pattern.count {
            let child = self.child(of: current, beginningWith: pattern[depth])
            guard child != Self.none else { return self.addLeaf(under: current, label: pattern[depth...]) }
            let node = self.nodes[Int(child)]
            var common = 1
            while common < Int(node.labelCount), depth + common < pattern.count,
                self.labels[Int(node.labelStart) + common] == pattern[depth + common]
            {
                common += 1
            }
            if common < Int(node.labelCount) { self.split(Int(child), at: UInt32(common)) }
            current = child
            depth += common
        }
        return current
    }

    private func addLeaf(under parent: UInt32, label: ArraySlice<UInt8>) -> UInt32 {
        var node = Node(labelStart: UInt32(self.labels.count), labelCount: UInt32(label.count))
        node.nextSibling = self.nodes[Int(parent)].firstChild
        for byte in label { self.labels.append(byte) }
        let index = Self.place(node, in: self.nodes, self.freeNodes)
        self.nodes[Int(parent)].firstChild = index
        return index
    }

    /// Cuts a node's label in two; the node keeps the first part and becomes the parent of the second.
    private func split(_ index: Int, at length: UInt32) {
        var (upper, lower) = (self.nodes[index], self.nodes[index])
        lower.labelStart += length
        lower.labelCount -= length
        lower.nextSibling = Self.none
        upper.labelCount = length
        upper.firstChild = Self.place(lower, in: self.nodes, self.freeNodes)
        upper.firstLink = Self.none
        self.nodes[index] = upper
    }

    private static func place<Element>(
        _ element: Element, in array: FlatArray<Element>, _ free: FlatArray<UInt32>
    ) -> UInt32 {
        if let index = free.popLast() {
            array[Int(index)] = element
            return index
        }
        array.append(element)
        return UInt32(array.count - 1)
    }

    /// Drops the last nodes of a trail while they have neither routes nor children.
    private func prune(_ trail: [UInt32]) {
        for (parent, leaf) in zip(trail, trail.dropFirst()).reversed() {
            let node = self.nodes[Int(leaf)]
            guard node.firstLink == Self.none, node.firstChild == Self.none else { return }
            if self.nodes[Int(parent)].firstChild == leaf {
                self.nodes[Int(parent)].firstChild = node.nextSibling
            } else {
                var sibling = Int(self.nodes[Int(parent)].firstChild)
                while self.nodes[sibling].nextSibling != leaf { sibling = Int(self.nodes[sibling].nextSibling) }
                self.nodes[sibling].nextSibling = node.nextSibling
            }
            self.garbage += Int(node.labelCount)
            self.freeNodes.append(leaf)
        }
    }

    /// Makes the nodes and labels anew from what is in use; the links stay.
    private func rebuild() {
        var prefixes: [(pattern: [UInt8], firstLink: UInt32)] = []
        var open: [(node: Node, pattern: [UInt8])] = [(self.nodes[0], [])]
        while let (node, pattern) = open.popLast() {
            if node.firstLink != Self.none { prefixes.append((pattern, node.firstLink)) }
            var child = node.firstChild
            while child != Self.none {
                let next = self.nodes[Int(child)]
                let label = (0..<Int(next.labelCount)).map { self.labels[Int(next.labelStart) + $0] }
                open.append((next, pattern + label))
                child = next.nextSibling
            }
        }
        self.nodes.removeAll()
        self.labels.removeAll()
        self.freeNodes.removeAll()
        self.garbage = 0
        for (pattern, firstLink) in prefixes { self.nodes[Int(self.makeNode(for: pattern))].firstLink = firstLink }
    }
}

@available(*, unavailable)
extension PrefixTree: Sendable {}
