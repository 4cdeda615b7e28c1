internal import ManagementAPI
internal import ProxyModel

/// A command after which one may wait until the certificate is there, or could not be had.
protocol WaitingCommand: APICommand {
    /// Name of the certificate.
    var name: String { get }
    /// Whether to wait; throws `CommandFailure` for an argument that says neither.
    func waits() throws(CommandFailure) -> Bool
}

extension WaitingCommand {
    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        let waits = try waits()
        guard !api.dryRun else { return print(call.dryRunText) }
        let client = try api.client(settings)
        let answer = try await client.send(call).value
        guard waits else { return api.show(answer, as: presentation ?? .record) }
        try await settle(client)
    }

    /// Asks until nothing changes any more, shows what has become of it, and throws when that is no certificate.
    private func settle(_ client: ManagementClient) async throws {
        let deadline = ContinuousClock.now + .seconds(600)
        var status = JSONValue.null
        // A node with too many who wait answers at once.
        var next = ContinuousClock.now
        repeat {
            try await Task.sleep(until: next, clock: .continuous)
            next = ContinuousClock.now + .seconds(1)
            status = try await client.send(ManagementCall("cert.status", name, query: [.init("wait", "true")])).value
        } while status["is_settled"] == false && ContinuousClock.now < deadline
        let outcome = CertificateOutcome(of: name, status)
        guard outcome.isThere else { throw CommandFailure(.refused, "proxyd: \(outcome.words)") }
        api.show(status, as: .sentence(outcome.words))
    }
}
