internal import ProxyModel

/// Identifiers of routes: a readable part made from the path, and eight random digits.
enum RouteIdentifier {
    static func make(path: String, random: (Int) -> [UInt8]) -> String {
        var slug = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                slug.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
            default: if !slug.isEmpty, slug.last != "-" { slug += "-" }
            }
            if slug.utf8.count >= 40 { break }
        }
        while slug.last == "-" { slug.removeLast() }
        let digits = random(4).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return (slug.isEmpty ? "root" : slug) + "-" + digits
    }
}
