internal import ArgumentParser

/// The command `proxyd version`.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        print("proxyd \(ProxydVersion.text)")
    }
}
