internal import ArgumentParser
internal import OAuthServer

/// The command `proxyd oauth logout`.
struct OAuthLogoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "End a sign-in of the command line: at the server, and here.")

    @Argument(help: "Address that was signed in at; not needed when there is only one.")
    var url: String?

    func run() async throws {
        let files = try SignInFiles(Settings(SettingSources.process()))
        let address = try await files.exclusively {
            let kept = try files.find(url)
            let signIn = try SignInNetwork.deviceSignIn(caFile: kept.caFile)
            do throws(DeviceSignInFailure) {
                try await signIn.end(kept)
            } catch { throw CommandFailure(error, at: kept.address) }
            try files.remove(kept)
            return kept.address
        }
        print("Signed out at \(address).")
    }
}
