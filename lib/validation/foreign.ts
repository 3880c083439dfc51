import type { IConstruct } from 'constructs';
import { type Finding, reportInto } from './problem';

/** Reports what a construct says of itself by `node.addValidation`. */
export function checkValidations(construct: IConstruct, findings: Finding[]): void {
  const report = reportInto(findings, construct);
  const fix = 'Do what the construct asks for.';
  try {
    for (const message of construct.node.validate())
      report('construct-invalid', `${message}.`.replace(/\.\.$/, '.'), fix);
  } catch (error) {
    report('construct-invalid', `its own validation fails: ${String(error)}.`, fix);
  }
}
