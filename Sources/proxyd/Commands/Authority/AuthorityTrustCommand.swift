internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import ManagementAPI
internal import ProxyModel

/// The command `proxyd ca trust`.
struct AuthorityTrustCommand: APICommand {
    static let configuration = CommandConfiguration(
        commandName: "trust", abstract: "Tell how a system or program trusts the local CA, or have this system do it.")

    @Argument(
        help: ArgumentHelp(
            "The system or program: \(TrustStore.allCases.map(\.rawValue).joined(separator: ", ")); all without one."))
    var system: String?

    @Flag(help: "Add the root to this system's own store, as root; for Linux.")
    var install = false

    @OptionGroup var api: APIOptions

    func call(_ settings: Settings) throws -> ManagementCall { ManagementCall("ca.show") }

    mutating func run() async throws {
        let settings = try api.settings()
        let call = try call(settings)
        let stores = try stores()
        guard install, !api.dryRun else {
            print("# The root certificate, into a file of the present folder:")
            print("proxyd ca export \(TrustStore.fileName)")
            for store in stores { print("\n" + store.instructions(TrustStore.fileName)) }
            return
        }
        let (folder, command) = try installation()
        let pem = try await api.client(settings).send(call).value.stringValue ?? ""
        let file = folder + "/" + TrustStore.fileName
        try RootCertificate(pem: pem).write(to: file, asDER: false)
        StandardError.write("proxyd: wrote \(file)")
        try Self.become(command)
    }

    /// The one that was named, or all.
    private func stores() throws(CommandFailure) -> [TrustStore] {
        guard let system else { return TrustStore.allCases }
        guard let store = TrustStore(name: system) else {
            let known = TrustStore.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "proxyd: '\(system)' is none of \(known)")
        }
        return [store]
    }

    /// Where this system takes roots from, and by what; everything that is missing for it is said before anything is done.
    private func installation() throws(CommandFailure) -> (folder: String, command: [String]) {
        let release = FileManager.default.contents(atPath: "/etc/os-release") ?? Data()
        let named = system.flatMap(TrustStore.init(name:))
        guard let store = named ?? TrustStore(osRelease: String(decoding: release, as: UTF8.self)),
            let installation = store.installation
        else {
            throw CommandFailure(
                .usage,
                "proxyd: --install works on Debian, Ubuntu, Fedora, RHEL, Alpine and Arch; leave it out to see how")
        }
        guard geteuid() == 0 else {
            throw CommandFailure(
                .usage,
                "proxyd: the system's trust store belongs to root; run it with sudo, or leave --install out to see how")
        }
        guard let program = installation.command.first, unsafe access(program, X_OK) == 0 else {
            throw CommandFailure(
                .usage,
                "proxyd: \(installation.command.first ?? "") is not there; install the package ca-certificates first")
        }
        return installation
    }

    /// Goes on as another program, which tells itself what it does.
    private static func become(_ command: [String]) throws(CommandFailure) {
        let arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        unsafe execv(command[0], arguments)
        throw CommandFailure(.refused, "proxyd: \(command[0]) cannot be run")
    }
}
