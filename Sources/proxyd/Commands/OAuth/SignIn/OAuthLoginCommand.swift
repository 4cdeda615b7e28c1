internal import ArgumentParser
internal import Glibc
internal import OAuthServer

/// The command `proxyd oauth login`.
struct OAuthLoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in at a guarded address, with a browser on any device.",
        discussion: """
            Shows a code to confirm in a browser, waits, and keeps the tokens in the state folder, readable by this user \
            alone. Then: curl -H "Authorization: Bearer $(proxyd oauth token URL)" URL
            """)

    @Argument(help: "Address of a guarded server as clients use it, or of an authorization server.")
    var url: String

    @Option(help: "Scopes to ask for, with spaces; all if none is given.")
    var scope: String?

    @Option(help: "A public client that the operator made for devices, instead of one of this machine's own.")
    var clientID: String?

    @Option(help: "Token of the management API, where not everybody may register clients.")
    var token: String?

    @Option(name: .customLong("ca-file"), help: "Authorities (PEM) that the server is certified by.")
    var caFile: String?

    func run() async throws {
        try InputFile.requireAuthorities(caFile)
        let files = try SignInFiles(Settings(SettingSources.process()))
        let signIn = try SignInNetwork.deviceSignIn(caFile: caFile)
        var kept: KeptSignIn
        do throws(DeviceSignInFailure) {
            kept = try await self.signIn(by: signIn)
        } catch { throw CommandFailure(error, at: url, caFile: caFile) }
        kept.caFile = caFile.map(absolute)
        let signedIn = kept
        try await files.exclusively {
            let former = try files.all().first { $0.resource == signedIn.resource && $0.issuer == signedIn.issuer }
            try files.write(signedIn)
            // It ends by itself when the server cannot be told.
            if let former { try? await signIn.end(former) }
        }
        print("Signed in at \(kept.resource ?? kept.issuer). A token for scripts: proxyd oauth token '\(url)'")
    }

    private func signIn(by signIn: DeviceSignIn) async throws(DeviceSignInFailure) -> KeptSignIn {
        let server = try await discovered(by: signIn)
        let client: DeviceClient
        if let clientID {
            client = DeviceClient(id: clientID)
        } else {
            client = try await signIn.register(at: server, name: "proxyd on \(machine)", token: token)
        }
        let prompt = try await signIn.begin(at: server, as: client, scope: scope)
        StandardError.write(
            """
            To sign in at \(server.resource ?? server.issuer), open

                \(prompt.completeURI ?? prompt.verificationURI)

            in a browser and confirm the code \(prompt.userCode). It is good for \(prompt.expiresIn / 60) minutes.
            """)
        return try await signIn.finish(prompt, at: server, as: client, address: url)
    }

    /// The server; that a host is not guarded is told with what guards it.
    private func discovered(by signIn: DeviceSignIn) async throws(DeviceSignInFailure) -> DiscoveredServer {
        do throws(DeviceSignInFailure) {
            return try await signIn.discover(url)
        } catch {
            // What is wrong with the address itself, or with a server elsewhere, no guard mends.
            guard case .refused(let reason) = error, let target = DoctorTarget(url),
                target.origin.hasPrefix("https://") || target.host.hasSuffix("localhost"),
                reason.contains(target.origin)
            else { throw error }
            let host = target.host
            throw .refused(
                """
                \(reason)
                  A host of this proxy is guarded by: proxyd proxy auth enable \(host) AUTH_HOST
                  and announced by: proxyd proxy resource set \(host)
                """)
        }
    }

    private var machine: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return "a command line" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func absolute(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
