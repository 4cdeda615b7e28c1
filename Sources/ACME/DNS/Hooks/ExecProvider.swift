/// An operator's own program, called as `<program> add|remove <name> <zone> <value>`.
///
/// Its environment has `PATH`, `PROXYD_DNS_TTL` and, where there is a credential, `PROXYD_DNS_SECRET`; exit code 0 means
/// that the change was made.
package struct ExecProvider: DNSProvider {
    private let path: String
    private let secret: String?
    private let timeout: Duration

    /// Makes a provider out of a program in the folder of hooks; nil when the name leads out of the folder.
    package init?(folder: String, command: String, secret: String?, timeout: Duration = .seconds(60)) {
        guard !command.isEmpty, !command.hasPrefix("."), !command.utf8.contains(where: { $0 == 0x2F || $0 == 0 }),
            secret?.utf8.contains(0) != true
        else { return nil }
        path = folder + "/" + command
        self.secret = secret
        self.timeout = timeout
    }

    package func add(_ record: TXTRecord) async throws(DNSProviderFailure) { try await run("add", record) }

    package func remove(_ record: TXTRecord) async throws(DNSProviderFailure) { try await run("remove", record) }

    private func run(_ action: String, _ record: TXTRecord) async throws(DNSProviderFailure) {
        var environment = [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PROXYD_DNS_TTL=\(record.ttl)",
        ]
        if let secret { environment.append("PROXYD_DNS_SECRET=" + secret) }
        let outcome = await HookProgram.run(
            path, arguments: [action, record.name, record.zone, record.value], environment: environment,
            timeout: timeout)
        guard let outcome else { throw DNSProviderFailure(.misconfigured, "'\(path)' cannot be started") }
        switch outcome.interruption {
        case .timeout: throw DNSProviderFailure(.timedOut, "'\(path)' was ended after \(timeout)")
        case .cancellation: throw DNSProviderFailure(.cancelled)
        case nil: break
        }
        guard outcome.code == 0 else {
            throw DNSProviderFailure(.refused, "'\(path)' ended with code \(outcome.code): \(words(outcome.output))")
        }
    }

    /// One line of what the program said, without the credential.
    private func words(_ output: [UInt8]) -> String {
        var text = String(decoding: output.prefix(512), as: UTF8.self)
        if let secret, !secret.isEmpty { text = text.replacing(secret, with: "…") }
        return String(text.map { $0.isNewline || ($0.asciiValue ?? 0x20) < 0x20 ? " " : $0 })
    }
}
