internal import ProxyModel

/// What a service is made of, told apart by what it looks like: a recipe leaves out what it was not given.
///
/// A word may also be written `name=value`.
struct ServiceWords: Equatable {
    private(set) var image: String?
    private(set) var dockerfile: String?
    private(set) var port: UInt16?
    private(set) var bind: String?
    private(set) var memory: String?
    private(set) var cpu: String?
    private(set) var autoProxy: Bool?

    /// Whether an empty word has the place of the image, or of the port.
    private var isImageEmpty = false
    private var isPortEmpty = false

    /// Takes at most one of each; throws `CommandFailure` for one too many, and for what is none of them.
    init(_ words: [String]) throws(CommandFailure) {
        isImageEmpty = words.first?.isEmpty == true
        for (index, word) in words.enumerated() {
            guard !word.isEmpty else {
                isPortEmpty = isPortEmpty || index >= 2
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, Self.names.contains(parts[0]) {
                try take(parts[1], as: parts[0])
            } else {
                try take(word, as: try kind(of: word))
            }
        }
    }

    private static let names: Set<String> = [
        "image", "dockerfile", "port", "bind-address", "memory", "cpu", "auto-proxy",
    ]

    private func kind(of word: String) throws(CommandFailure) -> String {
        let isNumber = word.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        if isNumber, word.filter({ $0 == "." }).count < 2 {
            return port == nil && !isPortEmpty && !word.contains(".") ? "port" : "cpu"
        }
        if word.last.map({ "kmgKMG".contains($0) }) == true,
            word.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) })
        {
            return "memory"
        }
        if word == "localhost" || AddressBlock.address(word) != nil { return "bind-address" }
        if ["true", "false", "yes", "no"].contains(word) { return "auto-proxy" }
        let file = word.split(separator: "/").last.map { $0.lowercased() } ?? ""
        let isFile =
            word.hasPrefix("/") || word.hasPrefix(".") || file.hasPrefix("dockerfile")
            || file.hasPrefix("containerfile")
            || file.hasSuffix(".dockerfile")
        if isFile || isImageEmpty && dockerfile == nil { return "dockerfile" }
        guard image == nil else {
            throw CommandFailure(
                .usage,
                """
                proxyd: '\(word)' is none of Dockerfile, port, address, memory such as 512m, processors such as 1.0, \
                and true or false
                """)
        }
        return "image"
    }

    private mutating func take(_ value: String, as kind: String) throws(CommandFailure) {
        guard !value.isEmpty else { return }
        switch kind {
        case "image": try Self.set(&image, to: value, kind)
        case "dockerfile": try Self.set(&dockerfile, to: value, kind)
        case "bind-address": try Self.set(&bind, to: value, kind)
        case "memory": try Self.set(&memory, to: value, kind)
        case "cpu": try Self.set(&cpu, to: value, kind)
        case "auto-proxy": try Self.set(&autoProxy, to: try Choice.parse(value, default: false, for: kind), kind)
        default:
            guard let number = UInt16(value), number > 0 else {
                throw CommandFailure(.usage, "proxyd: '\(value)' is not a port")
            }
            try Self.set(&port, to: number, kind)
        }
    }

    private static func set<Value>(_ member: inout Value?, to value: Value, _ kind: String) throws(CommandFailure) {
        guard member == nil else { throw CommandFailure(.usage, "proxyd: there is a second \(kind): '\(value)'") }
        member = value
    }
}
