import ProxyModel

/// A sealer that anybody can open: the purpose stands before the value.
struct PlainSealer: BundleSealer {
    struct OtherPurpose: Error {}

    func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] { Array("\(purpose)|".utf8) + plain }

    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        guard sealed.starts(with: "\(purpose)|".utf8) else { throw OtherPurpose() }
        return Array(sealed.dropFirst(purpose.utf8.count + 1))
    }
}
