internal import ArgumentParser

/// The command `proxyd config docs`.
struct ConfigDocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs", abstract: "Print the documents that are made from the settings.")

    enum Form: String, EnumerableFlag {
        case env, markdown
    }

    @Flag(help: "Which document.")
    var form: Form = .markdown

    func run() {
        print(form == .env ? SettingDocument.environmentFile : SettingDocument.markdown, terminator: "")
    }
}
