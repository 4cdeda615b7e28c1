internal import Glibc

/// The servers that a system asks (resolv.conf(5)).
enum ResolverFile {
    /// The `nameserver` lines of a file, in their order; the local host when there is no such line or file.
    static func servers(_ path: String) -> [DNSServer] {
        let found = parse(read(path))
        return found.isEmpty ? [DNSServer(address: [127, 0, 0, 1])].compactMap { $0 } : found
    }

    /// The addresses of the `nameserver` lines; what is no address is left out.
    static func parse(_ text: String) -> [DNSServer] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            // A link-local address has its interface behind a `%`, which nothing here can use.
            return DNSServer(words[1].contains("%") ? "" : String(words[1]))
        }
    }

    private static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
