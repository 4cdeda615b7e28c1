internal import ArgumentParser
internal import ManagementAPI
internal import ProxyModel

/// A command that starts or stops a service, and waits a while for what comes of it.
protocol ServiceActivityCommand: APICommand {
    /// Name of the service.
    var name: String { get }
}

extension ServiceActivityCommand {
    /// For so many seconds the server is asked to wait.
    static var patience: ManagementCall.Parameter { .init("wait", "60") }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        guard !api.dryRun else { return print(call.dryRunText) }
        let words = "\(name): waiting for its engine, for at most 60 s"
        let answer = try await api.client(settings).send(call, meanwhile: words).value
        let outcome = ServiceOutcome(answer["service"] ?? .null)
        guard outcome.isThere || !outcome.isSettled else {
            throw CommandFailure(.refused, "proxyd: \(outcome.words)")
        }
        api.show(answer, as: .text(member: "message"))
    }
}
