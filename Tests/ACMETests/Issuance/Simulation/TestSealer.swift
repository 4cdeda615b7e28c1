import ProxyModel

/// Seals nothing, but notices what was sealed for another purpose.
struct TestSealer: BundleSealer {
    struct WrongPurpose: Error {}

    func seal(_ plain: [UInt8], purpose: String) -> [UInt8] { Array((purpose + "\n").utf8) + plain }

    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        let head = Array((purpose + "\n").utf8)
        guard sealed.starts(with: head) else { throw WrongPurpose() }
        return Array(sealed.dropFirst(head.count))
    }
}
