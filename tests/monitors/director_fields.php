<?php
// Prints, as JSON, the fields that Icinga Director shows for services of the given check commands: {command: {variable: type}}.
require_once '/usr/share/php/Icinga/Application/EmbeddedWeb.php';
Icinga\Application\EmbeddedWeb::start('/usr/share/icingaweb2', getenv('ICINGAWEB_CONFIGDIR'));
$db = Icinga\Module\Director\Db::fromResourceName('director');
$fields = [];
foreach (array_slice($argv, 1) as $name) {
    $command = Icinga\Module\Director\Objects\IcingaCommand::load($name, $db);
    $loader = new Icinga\Module\Director\Web\Form\IcingaObjectFieldLoader($command);
    foreach ($loader->getFields() as $variable => $field) {
        $fields[$name][$variable] = preg_replace('/.*DataType/', '', $field->get('datatype'));
    }
}
echo json_encode($fields), "\n";
