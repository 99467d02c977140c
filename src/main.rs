//! `the-plugs serve | worker | migrate | keys | bounce | rates | seed | certificate | qr`.

use std::io::Write;
use std::process::ExitCode;
use the_plugs::server::config::{Command, CommandLine};
use the_plugs::server::run::{read_pdf, run};

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Where even this cannot be written, the exit code has to do.
            let _ = writeln!(std::io::stderr(), "{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn start() -> Result<(), String> {
    // Of the working directory alone: a file further up is another's.
    match dotenvy::from_path(".env") {
        Ok(_) => {}
        Err(error) if error.not_found() => {}
        Err(error) => return Err(format!(".env cannot be read: {error}")),
    }
    let command = CommandLine::read().command;
    // Its limits leave no room for a runtime with a thread for each processor.
    if let Command::ReadPdf(args) = command {
        return read_pdf(&args);
    }
    // A page is rendered on one thread; with fewer than four, a slow one holds up the rest.
    let threads = std::thread::available_parallelism().map_or(4, |cores| cores.get().max(4));
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .map_err(|error| format!("The runtime cannot be started: {error}"))?
        .block_on(run(command))
}
