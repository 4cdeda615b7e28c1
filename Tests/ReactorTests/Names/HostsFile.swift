import Glibc
import Reactor

/// A name that this machine's hosts file knows, other than localhost.
enum HostsFile {
    static let entry: (name: String, address: IPAddress)? = {
        guard let file = unsafe fopen("/etc/hosts", "r") else { return nil }
        defer { unsafe fclose(file) }
        var buffer = [CChar](repeating: 0, count: 1024)
        while unsafe fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .prefix { $0 != "#" }
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, let address = IPAddress(words[0]) else { continue }
            let names = words.dropFirst().filter { !$0.contains("localhost") }
            if let name = names.first { return (String(name), address) }
        }
        return nil
    }()
}
