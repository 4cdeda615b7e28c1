internal import ArgumentParser
internal import OAuthServer

/// The command `proxyd oauth token print`, which is also what `proxyd oauth token` alone does.
struct OAuthTokenPrintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Print an access token of a sign-in, renewed when it has to be.",
        usage: "proxyd oauth token [<url>]")

    @Argument(help: "Address that was signed in at; not needed when there is only one.")
    var url: String?

    func run() async throws {
        let files = try SignInFiles(Settings(SettingSources.process()))
        print(try await files.exclusively { try await Self.token(for: url, in: files) })
    }

    private static func token(for url: String?, in files: SignInFiles) async throws -> String {
        let kept = try files.find(url)
        let signIn = try SignInNetwork.deviceSignIn(caFile: kept.caFile)
        let current: KeptSignIn
        do throws(DeviceSignInFailure) {
            current = try await signIn.refreshed(kept)
        } catch { throw CommandFailure(error, at: kept.address) }
        if current != kept { try files.write(current) }
        return current.accessToken
    }
}
