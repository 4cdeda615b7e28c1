internal import FoundationEssentials
internal import Glibc

/// The root certificate of the local CA, as a node gave it out.
struct RootCertificate {
    private static let header = "-----BEGIN CERTIFICATE-----"
    private static let footer = "-----END CERTIFICATE-----"

    let pem: String
    private let der: [UInt8]

    /// Takes PEM of one certificate; throws `CommandFailure` for anything else.
    init(pem: String) throws(CommandFailure) {
        let lines = pem.split(whereSeparator: \.isNewline)
        guard lines.first == Self.header[...], lines.last == Self.footer[...], lines.count > 2,
            let bytes = Data(base64Encoded: lines.dropFirst().dropLast().joined())
        else { throw CommandFailure(.refused, "proxyd: the node gave out no certificate") }
        self.pem = pem
        der = Array(bytes)
    }

    /// Writes it where everybody may read it; throws `CommandFailure`.
    func write(to file: String, asDER isDER: Bool) throws(CommandFailure) {
        do {
            try Data(isDER ? der : Array(pem.utf8)).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw CommandFailure(.usage, "proxyd: the file '\(file)' cannot be written")
        }
        // Whoever verifies by it reads it as somebody else.
        _ = unsafe chmod(file, 0o644)
    }
}
