internal import ArgumentParser

/// The group of commands `proxyd cert`.
struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert", abstract: "Keep certificates.",
        subcommands: [
            CertificateUploadCommand.self, CertificateListCommand.self, CertificateShowCommand.self,
            CertificateDeleteCommand.self, CertificateAttachCommand.self, CertificateDetachCommand.self,
            CertificateCoverageCommand.self,
        ])
}
