/// The bits that stand for request methods in the masks of routes.
///
/// The methods of `HTTPMethod` have fixed bits; any other name that a route lists gets a bit while some route lists it. A
/// request's method is turned into a bit once, then a route costs one AND. There are bits for 54 such names; a name
/// beyond them matches nothing.
final class MethodBook {
    /// A set of methods.
    typealias Mask = UInt64

    static let all: Mask = .max
    /// What stands for every name that no route lists: only routes for all methods have it.
    static let unlisted: Mask = 1 << UInt64(HTTPMethod.other.rawValue)
    private static let firstBit = UInt64(HTTPMethod.other.rawValue) + 1

    private final class Name: ByteKeyed {
        let key: [UInt8]
        let bit: Mask
        var uses = 0

        init(key: [UInt8], bit: Mask) {
            self.key = key
            self.bit = bit
        }
    }

    private let hash = ByteHash()
    private let names = ByteTable<Name>()
    private var used: Mask = (1 << MethodBook.firstBit) - 1

    /// The bit of a request's method; `unlisted` for a name that no route lists.
    @inline(__always)
    func bit(_ method: HTTPMethod, token: Span<UInt8>) -> Mask {
        method == .other
            ? (names.find(token, hash: hash.hash(token))?.bit ?? Self.unlisted) : 1 << UInt64(method.rawValue)
    }

    /// The mask of a route's methods, nil meaning all of them; `release` gives the names back.
    func acquire(_ methods: [String]?) -> Mask {
        guard let methods else { return Self.all }
        var mask: Mask = 0
        for method in methods {
            let known = HTTPMethod(name: method)
            if known != .other {
                mask |= 1 << UInt64(known.rawValue)
            } else if let name = named(Array(method.utf8)) {
                name.uses += 1
                mask |= name.bit
            }
        }
        return mask
    }

    /// Takes back what `acquire` gave for the same list.
    func release(_ methods: [String]?) {
        for method in methods ?? [] where HTTPMethod(name: method) == .other {
            let key = Array(method.utf8)
            guard let name = names.find(key.span, hash: hash.hash(key)) else { continue }
            name.uses -= 1
            guard name.uses == 0 else { continue }
            _ = names.remove(key.span, hash: hash.hash(key))
            used &= ~name.bit
        }
    }

    private func named(_ key: [UInt8]) -> Name? {
        if let name = names.find(key.span, hash: hash.hash(key)) { return name }
        guard used != .max else { return nil }
        let bit: Mask = 1 << UInt64((~used).trailingZeroBitCount)
        let name = Name(key: key, bit: bit)
        used |= bit
        _ = names.insert(name, hash: hash.hash(key))
        return name
    }
}

@available(*, unavailable)
extension MethodBook: Sendable {}
