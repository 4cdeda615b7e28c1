/// A small set of positions in the index; the common case of one takes no allocation.
struct CertificatePositions {
    private var first: UInt32?
    private var others: [UInt32]?

    var isEmpty: Bool { first == nil }

    mutating func insert(_ position: UInt32) {
        guard first != nil else {
            first = position
            return
        }
        others = (others ?? []) + [position]
    }

    mutating func remove(_ position: UInt32) {
        if first == position {
            first = others?.popLast()
        } else {
            others?.removeAll { $0 == position }
        }
        if others?.isEmpty == true { others = nil }
    }

    func forEach(_ body: (UInt32) -> Void) {
        if let first { body(first) }
        others?.forEach(body)
    }
}
