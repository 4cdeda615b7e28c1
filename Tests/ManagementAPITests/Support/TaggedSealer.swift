import ProxyModel

/// A sealer that keeps the contract of sealers without hiding anything: what was sealed for one purpose does not open for
/// another, nor under another key.
struct TaggedSealer: BundleSealer {
    struct Refused: Error {}

    var key = "key"

    func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] { Array("\(key)|\(purpose)|".utf8) + plain }

    func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        let tag = Array("\(key)|\(purpose)|".utf8)
        guard sealed.starts(with: tag) else { throw Refused() }
        return Array(sealed[tag.count...])
    }
}
