import Glibc
import ProxyModel

/// A temporary folder of PEM files that the `openssl` program works in.
final class PEMFolder {
    struct Failure: Error {}

    private let path: String

    init() throws {
        var template = Array("/tmp/proxyd-pem-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { _ = unsafe system("rm -r \(path)") }

    func write(_ text: String, to name: String) throws {
        guard let file = unsafe fopen("\(path)/\(name)", "w") else { throw Failure() }
        unsafe fputs(text, file)
        unsafe fclose(file)
    }

    func read(_ name: String) throws -> String {
        guard let file = unsafe fopen("\(path)/\(name)", "r") else { throw Failure() }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// DER in PEM.
    static func pem(_ der: [UInt8], _ label: String) -> String {
        let digits = Base64URL.encode(der).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padded = digits + Array(repeating: "=", count: (4 - digits.count % 4) % 4)
        let lines = stride(from: 0, to: padded.count, by: 64).map { String(padded[$0..<min($0 + 64, padded.count)]) }
        return "-----BEGIN \(label)-----\n\(lines.joined(separator: "\n"))\n-----END \(label)-----\n"
    }

    /// Whether the program succeeds.
    func openssl(_ arguments: String) -> Bool { unsafe system("cd \(path) && openssl \(arguments) >log 2>&1") == 0 }
}
