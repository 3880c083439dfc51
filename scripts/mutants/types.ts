import ts from 'typescript';
import type { Copy } from './repository';

/** The compiler, which keeps what it knows of the rest of the library from one defect to the next. */
export class Types {
  private readonly service: ts.LanguageService;
  private version = 0;

  constructor(private readonly copy: Copy) {
    const { config } = ts.readConfigFile(copy.path('tsconfig.build.json'), ts.sys.readFile);
    const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, copy.path());
    this.service = ts.createLanguageService({
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      getCompilationSettings: () => options,
      getCurrentDirectory: () => copy.path(),
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      getScriptFileNames: () => fileNames,
      getScriptVersion: (file) => (fileNames.includes(file) ? String(this.version) : ''),
      getScriptSnapshot: (file) => {
        const text = ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
    });
  }

  /** What the compiler says of a file as it is now. */
  public complaints(file: string): readonly string[] {
    this.version++;
    const path = this.copy.path(file);
    return [...this.service.getSyntacticDiagnostics(path), ...this.service.getSemanticDiagnostics(path)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
    );
  }
}
